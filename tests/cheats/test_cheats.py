"""Programs that want to look faster than they are, each timed against the honest program that it is made of.

The first lines of a program say what it does, and what may come of it: `red` (an answer of it is wrong), `apart` (it is
timed and not ranked), `slow` (it is ranked, and not as faster than the honest program). What comes of some depends on
the moment: those that defer all their work get blocks of so many calls that few rounds are left, and an interval that
is too wide for a verdict is as wide for an accusation.
"""

from pathlib import Path

import pytest

from nnkata_plugin import worker
from nnkata_plugin.speed.timings import SizeTiming
from tests.benchmarks.race import race

HERE = Path(__file__).parent
HONEST = (HERE / "honest.py").read_bytes()
HONEST_SOFTMAX = HONEST + b"\n\nsoftmax = slow\n"
PROGRAMS = sorted((HERE / "programs").glob("*.py"))
SECONDS = 5.0
"""Of rounds: long enough that what begins honestly is seen through."""
EXPECT = "# expect: "

pytestmark = pytest.mark.skipif(bool(worker.missing()), reason="a ladder is only as honest as its workers are confined")


def expected(path: Path) -> list[str]:
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith(EXPECT))
    return line.removeprefix(EXPECT).split(" or ")


def came_to(found: SizeTiming) -> str:
    assert found.learner is not None or found.wrong, f"nothing was measured: {found.notes}"
    if found.wrong:
        return "red"
    if found.learner.unranked:
        return "apart"
    return "fast" if found.learner.verdict == "faster" else "slow"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_cheat_looks_no_faster_than_it_honestly_is(path):
    found = race(HONEST + b"\n\n" + path.read_bytes(), HONEST_SOFTMAX, SECONDS)
    told = found.wrong or (found.learner.unranked, found.learner.against_numpy)
    assert came_to(found) in expected(path), told


def test_the_honest_program_is_ranked():
    found = race(HONEST_SOFTMAX, HONEST_SOFTMAX, SECONDS)
    assert came_to(found) == "slow", found.wrong or found.learner
