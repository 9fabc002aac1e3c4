"""Rounds in which others slowed the machine: what counts, and that half of them always do."""

import pytest

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.blocks import Runner
from nnkata_plugin.speed.pulse import Pulse, products
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.worker import Program


def felt(*speeds: float, later: float = 0.0) -> list[int]:
    """The rounds that count among some with these speeds; `later` is felt once they are over."""
    pulse = Pulse(iter([*speeds, later]).__next__)
    several = [pulse.felt() for _ in speeds]
    if later:
        pulse.felt()
    return pulse.steady(several)


@pytest.mark.parametrize(
    ("speeds", "kept"),
    [
        ([], []),
        ([5.0], [0]),
        ([5.0, 1.0], [0, 1]),
        ([10.0] * 4, [0, 1, 2, 3]),
        ([10.0, 9.6, 9.4, 9.9], [0, 1, 3]),
        ([10.0, 1.0, 2.0, 3.0, 4.0, 9.0], [0, 4, 5]),
        ([10.0, 1.0, 2.0, 3.0, 4.0, 9.0, 5.0], [0, 4, 5, 6]),
    ],
    ids=["none", "one", "fewer than a verdict needs", "all alike", "one slow", "mostly slow", "an odd half"],
)
def test_slow_rounds_do_not_count_but_half_of_them_do(speeds, kept):
    assert felt(*speeds) == kept


def test_the_best_is_that_of_the_whole_session():
    assert felt(1.0, 0.9, 1.0, 0.9, 1.0) == [0, 2, 4]
    assert felt(1.0, 0.9, 1.0, 0.9, 1.0, later=2.0) == [0, 2, 4], "none was fast enough: the better half"


def test_this_machine_has_one():
    assert products()() > 0


def test_a_rung_keeps_the_rounds_that_count():
    rung = Rung("naive", "naive", "numpy", Program(b"", "kata.py"), 1)
    runner = Runner(rung, Timed("f", lambda rng: (), None), backend=None)  # type: ignore[arg-type]
    runner.blocks, runner.working = [(1.0, 1), (2.0, 1), (3.0, 1)], [0.1, 0.2, 0.3]
    kept = runner.only([0, 2, 5])
    assert (kept.blocks, kept.working) == ([(1.0, 1), (3.0, 1)], [0.1, 0.3]), "the plain loops stop before the others"
    assert len(runner.blocks) == 3
