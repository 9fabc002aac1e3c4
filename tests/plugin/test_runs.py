"""What a learner sees of `pytest -m dayN`: states, selections, slips of the pen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nnkata_plugin.catalog import kata_of_day

CHECKS = len(kata_of_day(10).checks)


def test_a_fresh_workspace_is_all_todo(dojo):
    answer = dojo.has(2, 10).runs().ends_with(1)
    answer.shows("todo 0/", f"day 10  softmax_cross_entropy  todo 0/{CHECKS}", "2 days: 2 todo")
    answer.hides("FAILURES", "Traceback", "Error", " failed")


def test_a_solved_day_is_green(dojo):
    dojo.solves(10).runs("-m", "day10").ends_with(0).shows(
        "day 10  softmax_cross_entropy  green", "1 day: 1 green", f"{CHECKS} passed"
    )


def test_the_worked_answer_can_be_checked_in_place_of_the_learners(dojo):
    answer = dojo.has(10).runs("-m", "day10", "--kata-impl", "solution").ends_with(0)
    answer.shows("implementation solution", "green")
    summary = next(line for line in answer.text.splitlines() if line.startswith("day 10"))
    assert " solution " in summary, "a line about other code than the learner's says so"


def test_one_function_of_three_is_partly_done(dojo):
    solution = (kata_of_day(10).folder / "spoilers" / "solution.py").read_text(encoding="utf-8")
    only_softmax = solution.partition("def log_softmax")[0]
    stub = kata_of_day(10).folder.joinpath("kata.py").read_text(encoding="utf-8").partition("def log_softmax")[2]
    answer = dojo.writes(10, only_softmax + "def log_softmax" + stub).runs("-m", "day10").ends_with(1)
    answer.shows("todo 13/", "13 passed").hides("FAILURES")


def test_a_wrong_answer_is_red_and_named(dojo):
    body = "e = np.exp(x)\n    return e / e.sum(axis=axis, keepdims=True)"
    wrong = f"import numpy as np\n\ndef softmax(x, axis=-1):\n    {body}\n"
    answer = dojo.writes(10, wrong).runs("-m", "day10", "-k", "test_scores_of_a_thousand").ends_with(1)
    answer.shows(
        "likely mistake: it overflows",
        'lesson: "Shift before you exponentiate"',
        "replay: pytest -m day10 -k test_scores_of_a_thousand",
        "red 0/",
    )
    answer.hides("Traceback", "nnkata_plugin/")


def test_a_crash_shows_the_learners_own_lines_only(dojo):
    broken = "def softmax(x, axis=-1):\n    return helper(x)\n\ndef helper(x):\n    return x.nothing\n"
    answer = dojo.writes(10, broken).runs("-m", "day10", "-k", "worked_out_by_hand and softmax and not log")
    answer.shows("softmax raised AttributeError", "kata.py:5 in helper: return x.nothing").hides(
        "Traceback", "nnkata_plugin/"
    )


@pytest.mark.parametrize("parallel", [(), ("-n", "2")], ids=["alone", "xdist"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-m", "day99"], "there is no day99 here. The nearest is day"),
        (["-m", "dya10"], "Did you mean day10?"),
        (["--kata-impl", "nosuch.py"], "--kata-impl nosuch.py: not found"),
    ],
)
def test_a_slip_is_a_usage_error_that_names_the_nearest(dojo, words, says, parallel):
    dojo.has(2, 10).runs(*words, *parallel).ends_with(4).shows(says).hides("Traceback", "INTERNALERROR")


def test_a_run_that_finds_no_check_is_an_error(dojo):
    dojo.has(10).runs("-k", "sofmax").ends_with(4).shows(
        "no check was collected for -k 'sofmax'. Did you mean -k softmax?"
    )


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["-k", "test_softmax_gives"], "partial 1/"),
        (
            ["--deselect", "day10_softmax_cross_entropy/test_kata.py::test_labels_of_another_shape_are_refused"],
            f"partial {CHECKS - 1}/{CHECKS}",
        ),
        (["-q"], "green"),
        (["-p", "no:cacheprovider"], "green"),
        (["-n", "2"], "green"),
        (["--strict-markers"], "green"),
    ],
)
def test_selections_and_plugins_are_counted_rightly(dojo, words, state):
    dojo.solves(10).runs("-m", "day10", *words).ends_with(0).shows(f"softmax_cross_entropy  {state}")


def test_the_first_red_check_ends_a_run_with_x_and_comes_first_with_lf(dojo):
    dojo.writes(10, "def softmax(x, axis=-1):\n    return x\n")
    dojo.runs("-m", "day10", "-x").ends_with(1).shows("red 0/", "1 failed")
    dojo.runs("-m", "day10", "--lf", "-x").ends_with(1).shows("1 failed")


def test_collecting_only_runs_nothing(dojo):
    dojo.solves(10).runs("-m", "day10", "--co", "-q").ends_with(0).shows(
        "test_kata.py::test_each_slice_is_a_distribution"
    ).hides("green")


def test_days_go_by_short_and_long_names(dojo):
    dojo.has(2, 10)
    for word in ("day2", "day02", "week1", "phase1 and not day10"):
        dojo.runs("-m", word).shows("day  2", "1 day: 1 todo")


def test_a_deleted_test_file_is_not_green(dojo):
    dojo.solves(10)
    (dojo.kata(10).parent / "test_kata.py").unlink()
    dojo.runs("-m", "day10").ends_with(4).shows("test_kata.py is missing", "nnkata start").hides("1 green")


def test_changed_checks_are_not_green(dojo):
    checks = dojo.solves(10).kata(10).parent / "test_kata.py"
    checks.write_text("def test_softmax_gives_the_probabilities_worked_out_by_hand():\n    pass\n", encoding="utf-8")
    answer = (
        dojo.runs("-m", "day10").shows("differs from the checks of day 10", "nnkata start").hides("green", "Traceback")
    )
    assert answer.status not in (0, 1), answer.text


def test_a_solved_copy_elsewhere_is_not_green(dojo):
    backup = dojo.solves(10).root / "old"
    backup.mkdir()
    dojo.kata(10).parent.rename(backup / dojo.kata(10).parent.name)
    dojo.has(10).runs().ends_with(1).shows("todo 0/", "so its checks were left out", "old").hides("green")


def test_a_missing_answer_is_told(dojo):
    dojo.has(10).kata(10).unlink()
    dojo.runs("-m", "day10", "-x").ends_with(1).shows("kata.py", "nnkata reset 10").hides("Traceback")


def test_results_are_written_as_json(dojo):
    path = dojo.root / "out.json"
    dojo.has(2).solves(10).runs("--kata-results", str(path)).ends_with(1)
    results = json.loads(path.read_text(encoding="utf-8"))
    assert results["version"] == 1
    assert [(day["day"], day["state"]) for day in results["days"]] == [(2, "todo"), (10, "green")]
    assert {check["verdict"] for check in results["checks"]} == {"todo", "pass"}


def test_in_process_is_for_debugging_and_no_green(dojo):
    dojo.solves(10).runs("-m", "day10", "--kata-inprocess").ends_with(0).shows("not recorded", "partial").hides("green")


def test_one_case_can_be_replayed(dojo):
    wrong = "def softmax(x, axis=-1):\n    return x\n"
    answer = dojo.writes(10, wrong).runs("-m", "day10", "-k", "agrees", "--kata-case", "7", "--kata-seed", "3")
    answer.shows("case 7 of", "seed 3", "--kata-case 7 --kata-seed 3")


@pytest.mark.parametrize("parallel", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_case_that_no_check_has_is_no_success(dojo, parallel):
    answer = dojo.solves(10).runs("-m", "day10", "-k", "agrees", "--kata-case", "99", *parallel).ends_with(1)
    answer.shows("--kata-case 99: no check of this run has it. test_", " has most: 1 to ", "3 skipped")
    answer.hides("passed", "need torch", "FAILURES", "Traceback")


def test_a_case_that_some_checks_have_is_skipped_in_the_others(dojo):
    answer = dojo.solves(10).runs("-m", "day10", "--kata-case", "24").ends_with(0)
    answer.shows("partial", " skipped").hides("no check of this run has it")


def test_a_pytest_run_without_katas_is_unchanged(tmp_path):
    (tmp_path / "test_plain.py").write_text(
        "def test_plain(tmp_path):\n    assert True\n\ndef test_rng(rng):\n    pass\n", encoding="utf-8"
    )

    def lines(*words):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, [line.partition(" in ")[0] for line in done.stdout.splitlines()]

    assert lines() == lines("-p", "no:nnkata")


def test_the_clone_says_todo_for_its_stubs():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "day10", "-q"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "todo 0/" in done.stdout, done.stdout


def test_a_day_whose_library_is_not_there_is_skipped_in_one_line_and_no_success(dojo):
    absent = "u.find_spec = lambda name, *rest: None if name == 'torch' else real(name, *rest)"
    (dojo.root / "no_torch.py").write_text(f"import importlib.util as u\nreal = u.find_spec\n{absent}\n", "utf-8")
    checks = len(kata_of_day(41).checks)
    answer = dojo.has(41).runs("-m", "day41", "-p", "no_torch", "-p", "no:cacheprovider").ends_with(1)
    answer.shows(f"skipped: {checks} checks need torch: pip install 'nnkata[torch]'", "1 day: 1 skipped")
    answer.hides("green", "Traceback")


def test_a_milestone_is_told_to_those_who_reached_it(dojo):
    answer = dojo.solves(14).runs("-m", "day14").ends_with(0)
    answer.shows("day 14  optimizers  green", "milestone: you can take any function")
    dojo.writes(14, "").runs("-m", "day14").hides("milestone:")


def test_checks_that_draw_are_skipped_in_one_line_where_there_is_no_matplotlib(dojo):
    absent = "u.find_spec = lambda name, *rest: None if name == 'matplotlib' else real(name, *rest)"
    (dojo.root / "no_plot.py").write_text(f"import importlib.util as u\nreal = u.find_spec\n{absent}\n", "utf-8")
    kata = kata_of_day(5)
    draws = sum("draw" in check or "unit" in check for check in kata.checks)
    words = ("-m", "day5", "-p", "no_plot", "-p", "no:cacheprovider", "--kata-impl", "solution")
    answer = dojo.has(5).runs(*words).ends_with(0)
    rest = len(kata.checks) - draws
    answer.shows(
        f"skipped: {draws} checks need matplotlib: pip install 'nnkata[plot]'", f"partial {rest}/{rest + draws}"
    )
    answer.hides("green", "Traceback")
