"""`--benchmark` as a learner meets it: beside the checks, beside pytest-benchmark, and where it does not time."""

import json
from types import SimpleNamespace

import pytest

from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.speed.hooks import LadderRun

pytest.importorskip("pytest_benchmark")
CHECKS = len(kata_of_day(36).checks)
ONE_CHECK = ("-k", kata_of_day(36).checks[0])
OWN = "def test_own(benchmark):\n    benchmark(sum, [1, 2])\n\n\ndef test_other():\n    pass\n"
CHEAT = """
right = conv2d


def conv2d(x, *rest, **words):
    return right(x, *rest, **words) * (1 + (x.shape[-1] == 24) * 0.01)
"""
RUNGS = {"naive", "learner", "numpy", "rust"}


@pytest.fixture
def dojo(dojo):
    """A dojo without PyTorch, which takes seconds to load; and with a benchmark of the learner's own."""
    (dojo.root / "no_torch.py").write_text("import sys\nsys.modules['torch'] = None\n")
    (dojo.root / "test_own.py").write_text(OWN)
    return dojo


def timed(dojo, *words):
    return dojo.runs("-p", "no_torch", "-m", "day36", "--benchmark", "--kata-budget", "1", *words)


def test_a_green_day_shows_its_ladder_and_fills_the_results_of_pytest_benchmark(dojo):
    answer = timed(dojo.solves(36), "--benchmark-json", "figures.json").ends_with(0)
    answer.shows("green", f"{CHECKS} passed", "day 36  Convolution", "learner", "NumPy", "Rust", "share of the fastest")
    answer.shows("PyTorch: not installed: pip install 'nnkata[torch]'", "pinned to 1 thread")
    answer.hides("\x1b", "Traceback")
    figures = json.loads((dojo.root / "figures.json").read_text())["benchmarks"]
    groups = {row["group"] for row in figures}
    assert len(groups) == len(kata_of_day(36).facts.bench.sizes)
    assert {row["name"].rpartition("-")[2].rstrip("]") for row in figures} <= RUNGS
    assert all(row["options"]["timer"] == "nnkata_clock" and row["stats"]["median"] > 0 for row in figures)


def test_a_day_that_is_not_green_is_not_timed(dojo):
    answer = timed(dojo.has(36)).ends_with(1)
    answer.shows("day 36 is not green: not timed", f"{CHECKS} todo", "1 skipped").hides("share of the fastest")


def test_part_of_a_day_is_not_timed(dojo):
    answer = timed(dojo.solves(36), *ONE_CHECK).ends_with(0)
    answer.shows("day 36 is not green: not timed", "1 passed", "1 skipped")


def test_beside_other_workers_it_does_not_time_and_says_so(dojo):
    answer = timed(dojo.solves(36), *ONE_CHECK, "-n", "1").ends_with(0)
    answer.shows("not timed: days that run beside each other", "1 passed").hides("skipped", "share of the fastest")


@pytest.mark.parametrize(
    ("options", "in_process", "says"),
    [
        ({}, False, None),
        ({"benchmark_only": True}, False, None),
        ({"benchmark_skip": True, "benchmark_only": True}, False, None),
        ({"benchmark_skip": True}, False, "--benchmark-skip"),
        ({"numprocesses": 2, "dist": "load"}, False, "without -n"),
        ({}, True, "--kata-inprocess"),
    ],
)
def test_one_line_says_why_a_run_is_not_timed(options, in_process, says):
    run = LadderRun(SimpleNamespace(option=SimpleNamespace(**options)), SimpleNamespace(in_process=in_process))
    refusal = run.refusal()
    assert refusal is None if says is None else says in refusal


def test_benchmark_only_runs_the_checks_of_timed_days_and_no_other_test(dojo):
    answer = (
        dojo.solves(36).runs("-p", "no_torch", "--benchmark", "--kata-budget", "1", "--benchmark-only").ends_with(0)
    )
    answer.shows("share of the fastest", "1 skipped", f"{CHECKS + 1} passed", "test_own")


def test_it_works_without_pytest_benchmark(dojo):
    timed(dojo.solves(36), "-p", "no:benchmark").ends_with(0).shows("share of the fastest", f"{CHECKS} passed")


def test_collecting_alone_times_nothing(dojo):
    answer = timed(dojo.solves(36), "--co", "-q").ends_with(0)
    answer.shows("ladder::day36", "rust]").hides("share of the fastest")


def test_a_wrong_answer_at_the_timed_size_fails_the_run(dojo):
    solution = (kata_of_day(36).folder / "spoilers" / "solution.py").read_text()
    answer = timed(dojo.writes(36, solution + CHEAT)).ends_with(1)
    answer.shows("a wrong answer", "day 36 · conv2d at batch 2", f"{CHECKS} passed", "1 failed")
