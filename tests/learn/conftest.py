"""A small suite, and `nnkata` as a learner types it: ``room.nnkata("hint 2").says("hint 1 of 2")``."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nnkata_plugin import cli
from nnkata_plugin.catalog import Dojo, all_katas, kata_of_day, suite
from nnkata_plugin.catalog.states import Tally
from nnkata_plugin.learn import progress

STUB = '''"""Day {day}."""


def add(a: float, b: float) -> float:
    """The sum of two numbers."""
    raise NotImplementedError("day {day}: add")
'''
SOLUTION = "def add(a, b):\n    # Why: because.\n    return a + b\n"
CHECKS = """\
from nnkata_plugin.check import assert_equal


def test_two_and_three_are_five(kata):
    assert_equal(kata.add(2.0, 3.0), 5.0)


def test_nothing_changes_nothing(kata):
    assert_equal(kata.add(7.0, 0.0), 7.0)
"""
FACTS = 'title = "Sums of day {day}"\nminutes = 30\narrays = "list"\ndeadline = 2\n\n[[function]]\nname = "add"\n'
HINTS = "## 1\n\nThink of fingers.\n\n## 2\n\n    a, and then b more\n"
FAULTS = """\
from nnkata_plugin.check import fault


@fault("add")
def takes_away(a, b):
    \"\"\"Takes away: the sign is turned.\"\"\"
    return a - b
"""
PLOT = 'def plot(kata, axes):\n    axes.plot([kata.add(i, 1) for i in range(5)])\n    axes.set_title("sums")\n'
OUTSIDE = """\
import sys
from pathlib import Path
from nnkata_plugin.catalog import suite
place = Path(sys.argv.pop(1))
suite.root = lambda: place
from nnkata_plugin.cli import main
main()
"""


def write_day(root: Path, name: str) -> Path:
    """Put one day into a suite."""
    folder = root / "katas" / name
    (folder / "spoilers").mkdir(parents=True)
    day = int(name[3:5])
    texts = {
        "kata.py": STUB.format(day=day),
        "lesson.md": f"# Day {day}: sums\n\nTwo and three. **Why** five?\n",
        "test_kata.py": CHECKS,
        "kata.toml": FACTS.format(day=day),
        "spoilers/solution.py": SOLUTION,
        "spoilers/hints.md": HINTS,
        "spoilers/faults.py": FAULTS,
    }
    for place, text in texts.items():
        (folder / place).write_text(text, encoding="utf-8")
    return folder


@dataclass
class Said:
    """What a command printed and its status."""

    status: int
    out: str
    err: str

    def says(self, *parts: str) -> "Said":
        """It went well, and these parts stand in what it printed, in this order."""
        assert self.status == 0, f"status {self.status}: {self.out}{self.err}"
        return self.prints(*parts)

    def prints(self, *parts: str) -> "Said":
        place = 0
        for part in parts:
            place = self.out.find(part, place)
            assert place >= 0, f"{part!r} is not in (this order of):\n{self.out}{self.err}"
        return self

    def hides(self, *parts: str) -> "Said":
        for part in parts:
            assert part not in self.out, f"{part!r} is in:\n{self.out}"
        return self

    def complains(self, *parts: str, status: int = 2) -> "Said":
        """It failed with one line on stderr, in which these parts stand."""
        assert self.status == status, f"status {self.status}, expected {status}:\n{self.out}{self.err}"
        assert self.err.startswith("nnkata: ") and self.err.count("\n") == 1, f"not one line:\n{self.err}"
        for part in parts:
            assert part in self.err, f"{part!r} is not in: {self.err}"
        return self


@dataclass
class Room:
    """A current directory, and the suite that nnkata finds."""

    here: Path
    suite: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def goes_to(self, place: str | Path) -> "Room":
        self.here = self.here / place
        self.monkeypatch.chdir(self.here)
        return self

    def nnkata(self, words: str) -> Said:
        """Run the command line in this process."""
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main(shlex.split(words))
        printed = self.capsys.readouterr()
        return Said(int(end.value.code or 0), printed.out, printed.err)

    def nnkata_outside(self, words: str) -> Said:
        """Run it in a process of its own, as everything does that runs pytest."""
        run = self.begins(words)
        out, err = run.communicate(timeout=60)
        return Said(run.returncode, out, err)

    def begins(self, words: str) -> "subprocess.Popen[str]":
        """Start it in a process of its own and do not wait."""
        command = [sys.executable, "-P", "-c", OUTSIDE, str(self.suite), *shlex.split(words)]
        environment = os.environ | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            command, cwd=self.here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def writes(self, place: str, text: str) -> "Room":
        (self.here / place).write_text(text, encoding="utf-8")
        return self

    def reads(self, place: str) -> str:
        return (self.here / place).read_text(encoding="utf-8")

    def gets_new_days(self, *names: str) -> "Room":
        for name in names:
            write_day(self.suite, name)
        all_katas.cache_clear()
        return self

    def ran(self, day: int, state: str, digest: str = "0000", **other: str) -> "Room":
        """Pretend that a run of a day came to a state."""
        assert progress.record(Dojo(self.here), counted(day, state, digest, **other)) is None
        return self


def counted(
    day: int, state: str, digest: str = "0000", implementation: str = "learner", tier: str = "portable"
) -> Tally:
    """What a run counts for a day of the small suite, which declares two checks."""
    outcomes = {
        "green": ["passed", "passed"],
        "red": ["passed", "red"],
        "todo": ["passed", "todo"],
        "stub": ["todo", "todo"],
        "partial": ["passed"],
    }
    tally = Tally()
    for check, outcome in zip(kata_of_day(day).checks, outcomes[state], strict=False):
        fact = {"implementation": implementation, "path": "kata.py", "digest": digest, "tier": tier}
        tally.add(kata_of_day(day), fact | {"check": check, "outcome": outcome, "fault": ""})
    return tally


@pytest.fixture
def small_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Days 1, 2 and 9; day 2 has a picture."""
    root = tmp_path / "suite"
    for name in ("day01_first", "day02_second", "day09_ninth"):
        write_day(root, name)
    (root / "katas" / "day02_second" / "plot.py").write_text(PLOT)
    monkeypatch.setattr(suite, "root", lambda: root)
    all_katas.cache_clear()
    yield root
    monkeypatch.undo()
    all_katas.cache_clear()


@pytest.fixture
def tally(small_suite: Path) -> Callable[..., Tally]:
    return counted


@pytest.fixture
def room(
    tmp_path: Path, small_suite: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Room:
    """An empty folder whose name has a space and a letter outside of ASCII."""
    place = tmp_path / "bei mir zu Hause, schön"
    place.mkdir()
    return Room(place, small_suite, monkeypatch, capsys).goes_to(".")


@pytest.fixture
def workspace(room: Room) -> Room:
    """A new workspace, and its learner in it."""
    room.nnkata("start my-dojo").says("a workspace with 3 days")
    return room.goes_to("my-dojo")
