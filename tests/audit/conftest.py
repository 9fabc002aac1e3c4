"""A suite with one small day, to be audited: `author.writes(...).audits().shows(...)`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin import audit
from nnkata_plugin.catalog import Kata, suite
from nnkata_plugin.catalog.kata import all_katas

DAY = {
    "kata.toml": """
title = "The mean"
minutes = 20
arrays = "list"
deadline = 2
""",
    "kata.py": '''
def mean(values: list[float]) -> float:
    """The sum, shared out."""
    raise NotImplementedError("day 1: mean")
''',
    "lesson.md": """
# Day 1: the mean
## Idea
## Maths
### Adding up
## By hand
## Task
## After
""",
    "test_kata.py": """
import pytest

from nnkata_plugin.check import assert_close, cases

def test_the_mean_of_three(kata):
    assert kata.mean([2.0, 4.0, 9.0]) == 5.0, "the mean of 2, 4 and 9 is 5"

def test_the_mean_of_one(kata):
    assert kata.mean([-3.5]) == -3.5, "the mean of one number is that number"

def test_the_mean_of_many(kata):
    for case in cases("count", scale=(1, 1e3), values=("normal", "negative", "ties", "subnormal")):
        largest = max(abs(number) for number in case.x)
        assert_close(kata.mean(case.x), sum(case.x) / case.count, scale=largest, terms=case.count)

def test_no_values_are_refused(kata):
    with pytest.raises(ValueError):
        kata.mean([])
""",
    "spoilers/solution.py": """
def mean(values):
    if not values:
        raise ValueError("no values")
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
""",
    "spoilers/faults.py": '''
from nnkata_plugin.check import fault


def refuse(values):
    if not values:
        raise ValueError


@fault("mean", lesson="Adding up")
def forgets_to_divide(values):
    """Is the sum: how many numbers there are was not asked."""
    refuse(values)
    return sum(values)


@fault("mean", lesson="Adding up")
def leaves_out_the_first(values):
    """Begins with the second number."""
    refuse(values)
    return sum(values[1:]) / len(values)


@fault("mean")
def leaves_out_the_last(values):
    """Ends before the last number."""
    refuse(values)
    return sum(values[:-1]) / len(values)


@fault("mean")
def divides_by_one_too_many(values):
    """Counts one number that is not there."""
    refuse(values)
    return sum(values) / (len(values) + 1)


@fault("mean")
def takes_the_middle(values):
    """Takes the number in the middle: that is the median."""
    refuse(values)
    return sorted(values)[len(values) // 2]
''',
    "spoilers/hints.md": """
## 1
Say in words what a `mean` is.
## 2
A sum and a count.
## 3
total / count
""",
}


@dataclass
class Verdict:
    """What an audit printed, and its exit status."""

    status: int
    text: str

    def shows(self, *parts: str) -> "Verdict":
        for part in parts:
            assert part in self.text, f"{part!r} is not in:\n{self.text}"
        return self

    def hides(self, *parts: str) -> "Verdict":
        for part in parts:
            assert part not in self.text, f"{part!r} is in:\n{self.text}"
        return self

    def ends_with(self, status: int) -> "Verdict":
        assert self.status == status, f"status {self.status}, expected {status}:\n{self.text}"
        return self


@dataclass
class Author:
    """Someone who writes day 1 and has it audited."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def kata(self) -> Kata:
        return Kata(self.folder, 1, "mean")

    def writes(self, name: str, text: str | None) -> "Author":
        path = self.folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
        return self

    def replaces(self, name: str, old: str, new: str) -> "Author":
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        return self.writes(name, text.replace(old, new))

    def audits(self, *days: int, json: Path | None = None, **options: Any) -> Verdict:
        """In this process: the suite is one of this process, too."""
        all_katas.cache_clear()
        status = audit.run(list(days), json, hands=1, **options)
        said = self.capsys.readouterr()
        return Verdict(status, said.out + said.err)


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """The author of a day that holds."""
    monkeypatch.setattr(suite, "root", lambda: tmp_path)
    person = Author(tmp_path / "katas" / "day01_mean", capsys)
    for name, text in DAY.items():
        person.writes(name, text)
    before = set(sys.modules)
    yield person
    all_katas.cache_clear()
    assert not {name for name in set(sys.modules) - before if "day01_mean" in name}
