"""What fails in the harness is tried once more, and is then neither the learner's red nor green."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

SABOTEUR = """
import errno, os, sys
import nnkata_plugin.worker
from nnkata_plugin.worker import Verdict
Sealed = sys.modules["nnkata_plugin.worker.sealed"].Sealed
ask, left = Sealed._ask, [{times}]

def failing(self, request):
    if left[0]:
        left[0] -= 1
        raise {error}
    return ask(self, request)

Sealed._ask = failing
"""
BROKEN = 'Verdict("infra", "a cable is loose; plug it in")'
ONE = ("-m", "day10", "-k", "test_softmax_gives_the_probabilities_worked_out_by_hand")
FEW = ("-m", "day10", "-k", "test_softmax")
MANY = 7  # checks of softmax


@pytest.fixture
def breaks(dojo) -> Callable[..., tuple[str, ...]]:
    """`breaks(times=1)`: words for pytest, so that the first calls fail in the harness."""

    def words(times: int, error: str = BROKEN) -> tuple[str, ...]:
        (dojo.root / "saboteur.py").write_text(SABOTEUR.format(times=times, error=error), encoding="utf-8")
        return "-p", "saboteur", "-p", "no:cacheprovider"

    return words


def checks_of(dojo) -> list[dict]:
    return json.loads((dojo.root / "out.json").read_text(encoding="utf-8"))["checks"]


def test_what_failed_once_is_green_and_the_results_know(dojo, breaks):
    answer = dojo.solves(10).runs("-m", "day10", "--kata-results", "out.json", *breaks(1)).ends_with(0)
    answer.shows("30 passed", "1 green").hides("error", "ERROR", "not your code")
    assert [check["retried"] for check in checks_of(dojo)] == [True] + [False] * 29


def test_the_second_run_has_fixtures_of_its_own(dojo, breaks):
    answer = dojo.solves(10).runs(*ONE, "--setup-show", *breaks(1)).ends_with(0).shows("1 passed")
    assert answer.text.count("SETUP    F kata") == answer.text.count("TEARDOWN F kata") == 2


def test_what_fails_twice_is_neither_red_nor_green(dojo, breaks):
    answer = dojo.solves(10).runs(*FEW, "--kata-results", "out.json", *breaks(2)).ends_with(1)
    answer.shows("not your code: the harness failed. a cable is loose; plug it in", f"{MANY - 1} passed", "1 error")
    answer.shows(f"unjudged {MANY - 1}/30", "1 day: 1 unjudged").hides("1 failed", "red", " green", "Traceback")
    first = checks_of(dojo)[0]
    assert (first["outcome"], first["verdict"], first["retried"]) == ("infra", "infra", True)
    assert not (dojo.root / ".nnkata" / "progress.jsonl").exists()


def test_a_check_that_is_red_stays_red_beside_it(dojo, breaks):
    source = "def softmax(x, axis=-1): return x"
    answer = dojo.writes(10, source).runs(*ONE[:3], "worked_out_by_hand or any_axis", *breaks(2)).ends_with(1)
    answer.shows("1 error", "failed", "1 day: 1 red")


def test_under_xdist_it_is_the_same(dojo, breaks):
    words = *FEW, "-n", "2", "--kata-results", "out.json"
    dojo.solves(10).runs(*words, *breaks(1)).ends_with(0).shows(f"{MANY} passed")
    assert sum(check["retried"] for check in checks_of(dojo)) == 2  # one in each of xdist's workers
    dojo.runs(*words, *breaks(2)).ends_with(1).shows(f"{MANY - 2} passed, 2 errors", f"unjudged {MANY - 2}/30")


def test_a_machine_at_its_end_is_not_the_answers_fault(dojo, breaks):
    full = 'OSError(errno.ENOSPC, "No space left on device")'
    answer = dojo.solves(10).runs(*ONE, *breaks(2, full)).ends_with(1)
    answer.shows("not your code: the harness failed. No space left on device; free some space", "unjudged").hides("red")


def test_an_interpreter_that_is_gone_fails_each_check_and_nothing_else(dojo):
    (dojo.root / "saboteur.py").write_text("import sys\nsys.executable = '/nowhere/python'\n", encoding="utf-8")
    answer = dojo.solves(10).runs(*FEW, "-p", "saboteur").ends_with(1)
    answer.shows("the interpreter /nowhere/python cannot be started: No such file or directory; make the environment")
    answer.shows(f"{MANY} errors", "unjudged 0/30").hides("INTERNALERROR", "Traceback", "failed,", "red")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the worker of a killed zygote lives on")
def test_code_that_kills_its_zygote_gets_no_verdict(dojo):
    source = "import os\ndef softmax(x, axis=-1):\n    os.kill(os.getppid(), 9)\n    while True: pass\n"
    answer = dojo.writes(10, source).runs(*ONE, "--kata-isolation", "portable").ends_with(1)
    answer.shows("not your code: the harness failed. the process that keeps the workers was lost: run it again")
    answer.shows("1 error", "unjudged 0/30").hides("red", "1 failed", " green")


@pytest.mark.parametrize("more", ["", "-s", "-n 2"])
def test_where_stdout_is_closed_the_results_are_still_there(dojo, more):
    source = (dojo.solves(10).kata(10)).read_text(encoding="utf-8")
    dojo.writes(10, source.replace('"""', 'print("loaded")\n"""', 1) + "\nprint('loaded')\n")
    command = f'"{sys.executable}" -m pytest -m day10 -k test_softmax --kata-seed 7 --kata-results out.json {more} >&-'
    done = subprocess.run(command, shell=True, cwd=dojo.root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert [check["outcome"] for check in checks_of(dojo)] == ["passed"] * MANY
