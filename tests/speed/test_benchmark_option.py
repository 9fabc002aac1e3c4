"""`--benchmark` as a learner meets it: beside the checks, beside pytest-benchmark, and where it does not time."""

import importlib.util
import json
from types import SimpleNamespace

import pytest

from nnkata_plugin.catalog import Dojo, kata_of_day
from nnkata_plugin.speed.board import store
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


def test_the_same_figures_under_the_same_names_go_everywhere(dojo):
    """In --kata-results, on the board, and in pytest-benchmark's file."""
    words = "--benchmark-json", "figures.json", "--kata-results", "results.json", "--kata-player", "anna"
    timed(dojo.solves(36), *words).ends_with(0).shows("day 36: #1 on the board")
    results = json.loads((dojo.root / "results.json").read_text())
    written = json.loads((dojo.root / "figures.json").read_text())
    (entry,) = store.entries(Dojo(dojo.root))
    assert [size.figures() for size in entry.sizes] == results["timings"]
    assert results["environment"].items() >= entry.environment.items()
    assert written["machine_info"]["nnkata"] == entry.environment
    assert (entry.player, entry.implementation, entry.seed) == ("anna", "learner", 7041)
    rungs = {(size.function, size.size, rung.rung): (size, rung) for size in entry.sizes for rung in size.rungs}
    assert len(rungs) == len(written["benchmarks"])
    for row in written["benchmarks"]:
        told = row["extra_info"]
        axes = ", ".join(f"{axis} {length}" for axis, length in told["axes"].items())
        size, rung = rungs[told["function"], axes, told["rung"]]
        assert told == size.figures_of(rung)
        assert row["stats"]["data"] == pytest.approx(rung.seconds) and row["stats"]["median"] == pytest.approx(
            rung.median
        )


def test_runs_are_saved_and_compared_by_pytest_benchmark(dojo):
    timed(dojo.solves(36), "--benchmark-autosave").ends_with(0)
    assert len(list((dojo.root / ".benchmarks").rglob("0001_*.json"))) == 1
    answer = timed(dojo, "--benchmark-compare").ends_with(0)
    answer.shows("(0001_", "(NOW)", "share of the fastest").hides("machine_info is different")


def test_a_histogram_is_drawn_or_one_line_says_what_it_needs(dojo):
    pictures = "--benchmark-histogram=pictures/day"
    if importlib.util.find_spec("pygal") and importlib.util.find_spec("pygaljs"):
        timed(dojo.solves(36), pictures).ends_with(0)
        assert len(list((dojo.root / "pictures").glob("*.svg"))) == len(kata_of_day(36).facts.bench.sizes)
    else:
        answer = timed(dojo.solves(36), pictures).ends_with(4)
        answer.shows("pip install 'pytest-benchmark[histogram]'").hides("Traceback", "INTERNALERROR")


def test_without_a_mark_every_green_day_is_timed_and_the_board_is_shown(dojo):
    answer = dojo.has(2, 10).solves(36).runs("-p", "no_torch", "--benchmark", "--kata-budget", "1")
    answer.ends_with(1).shows(
        "days 2, 10 are not green: not timed", "day 36: #1 on the board", "- board -", "the best there is"
    )
    answer.hides("was not torn down", "Traceback", "1 error")


def test_where_the_board_cannot_be_written_the_run_goes_on(dojo):
    dojo.solves(36)
    (dojo.root / ".nnkata").write_text("a file where the folder should be")
    answer = timed(dojo).ends_with(0).shows("share of the fastest", "day 36: not on the board: ", f"{CHECKS} passed")
    answer.hides("Traceback")


def test_a_name_that_cannot_stand_on_the_board_is_refused_before_anything_is_timed(dojo):
    timed(dojo.solves(36), "--kata-player", "").ends_with(4).shows("--kata-player ''").hides("passed")


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
