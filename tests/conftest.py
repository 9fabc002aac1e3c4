"""Tests of the plugin read as a conversation: `dojo.writes(10, "...").runs("-m day10").shows("1 red")`."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from nnkata_plugin.catalog import all_katas, kata_of_day

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Answer:
    """What a command printed, and its exit status."""

    status: int
    text: str

    def shows(self, *parts: str) -> "Answer":
        for part in parts:
            assert part in self.text, f"{part!r} is not in:\n{self.text}"
        return self

    def hides(self, *parts: str) -> "Answer":
        for part in parts:
            assert part not in self.text, f"{part!r} is in:\n{self.text}"
        return self

    def ends_with(self, status: int) -> "Answer":
        assert self.status == status, f"status {self.status}, expected {status}:\n{self.text}"
        return self


@dataclass
class LearnersDojo:
    """A workspace with some days in it, and pytest as its learner runs it."""

    root: Path

    def has(self, *days: int) -> "LearnersDojo":
        for day in days:
            kata = kata_of_day(day)
            folder = self.root / kata.name
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("kata.py", "lesson.md", "test_kata.py"):
                shutil.copyfile(kata.folder / name, folder / name)
        return self

    def kata(self, day: int) -> Path:
        return self.root / kata_of_day(day).name / "kata.py"

    def writes(self, day: int, source: str | bytes) -> "LearnersDojo":
        self.has(day)
        self.kata(day).write_bytes(source if isinstance(source, bytes) else source.encode())
        return self

    def solves(self, *days: int) -> "LearnersDojo":
        for day in days:
            self.writes(day, (kata_of_day(day).folder / "spoilers" / "solution.py").read_bytes())
        return self

    def runs(self, *words: str, seconds: float = 120) -> Answer:
        """Run pytest here, without colours and at a seed that is always the same."""
        seeded = [] if any(word.startswith("--kata-seed") for word in words) else ["--kata-seed", "7041"]
        # Hypothesis is no library of a learner's, and its plugin takes an eighth of a short run.
        command = [sys.executable, "-m", "pytest", "-p", "no:hypothesispytest", *words, *seeded]
        # pytest's own variables would tell this run that it is one of xdist's workers.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        environment["COLUMNS"] = "120"
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, timeout=seconds, env=environment, check=False
        )
        return Answer(done.returncode, done.stdout + done.stderr)


@pytest.fixture
def dojo(tmp_path: Path) -> LearnersDojo:
    """An empty workspace, in a folder whose name has a space and a letter outside of ASCII."""
    root = tmp_path / "mein Döjo"
    root.mkdir()
    (root / "nnkata.toml").write_text('version = "0.1.0"\n', encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\ntestpaths = .\n", encoding="utf-8")
    return LearnersDojo(root)


@pytest.fixture
def numpy_days() -> list[int]:
    """The days that exist and need no PyTorch."""
    return [kata.day for kata in all_katas() if kata.facts.arrays != "torch"]
