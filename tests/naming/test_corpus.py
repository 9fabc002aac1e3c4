"""Mistakes that nobody copied from faults.py get their own name or none, and right solutions in any style get none."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin.catalog import kata_of_day

HERE = Path(__file__).resolve().parent
DAYS = sorted(int(folder.name[3:]) for folder in HERE.glob("day[0-9][0-9]"))
LONGEST = 600.0
"""Seconds for one day, on a machine that has other things to do."""
BAR = 0.9
"""The share of the variants that must get their right name."""

Results = list[dict[str, Any]]


class Corpus:
    """The results of each day, computed once a run: by whichever of xdist's workers asks first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def day(self, day: int) -> Results:
        path = self._folder / f"naming-day{day:02}.json"
        try:
            os.close(os.open(path.with_suffix(".begun"), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return self._awaited(path)
        command = [sys.executable, str(HERE / "run.py"), str(day), "--json"]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, env=environment, check=False)
        printed = done.stdout if done.returncode == 0 else json.dumps(done.stdout + done.stderr)
        path.with_suffix(".part").write_text(printed, "utf-8")
        path.with_suffix(".part").rename(path)
        return self._awaited(path)

    def _awaited(self, path: Path) -> Results:
        ends = time.monotonic() + LONGEST
        while not path.is_file():
            assert time.monotonic() < ends, f"{path.stem}: nobody finished it within {LONGEST:.0f} s"
            time.sleep(0.1)
        results: Results = json.loads(path.read_text("utf-8"))
        assert isinstance(results, list), f"run.py failed:\n{results}"
        return results


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    base = tmp_path_factory.getbasetemp()
    # Under xdist each worker has a folder of its own inside of the run's.
    return Corpus(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


def skip_without_its_library(day: int) -> None:
    if kata_of_day(day).lacks:
        pytest.skip(f"day {day} needs torch")


@pytest.mark.parametrize("day", DAYS)
def test_right_solutions_are_green_and_mistakes_are_named_rightly_or_not_at_all(corpus, day):
    skip_without_its_library(day)
    for result in corpus.day(day):
        told = json.dumps(result, indent=1)
        assert result["verdict"] not in ("red", "green", "wrong"), f"{result['title']}: {result['verdict']}\n{told}"


def test_nine_mistakes_in_ten_get_their_name(corpus):
    days = [day for day in DAYS if not kata_of_day(day).lacks]
    results = [result for day in days for result in corpus.day(day) if result["expected"]]
    counts = Counter(result["verdict"] for result in results)
    share = counts["right"] / len(results)
    print(f"{len(results)} variants over {len(days)} days, {share:.1%} named right; {dict(counts)}")
    assert share >= BAR, f"{share:.1%} of {len(results)} variants are named right: {dict(counts)}"
