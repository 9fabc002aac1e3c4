"""Which tier a run has: the strongest there is, or the one that was asked for, and every output says which."""

import json

import pytest

from nnkata_plugin import worker

DEFAULT = worker.isolation().tier
ELSEWHERE = "import nnkata_plugin.worker as worker\nworker.missing = lambda: 'needs Linux, and this is Plan 9'\n"
READS = """
def softmax(x, axis=-1):
    return open("{path}").read()
"""
confines = pytest.mark.skipif(worker.missing() is not None, reason="this machine cannot confine")
ONE = "-m", "day10", "-k", "divided_by_its_own_sum"


def results(dojo, *words):
    path = dojo.root / "out.json"
    dojo.runs(*ONE, "--kata-results", str(path), *words)
    found = json.loads(path.read_text(encoding="utf-8"))
    facts = [*found["checks"], *found["days"]]
    assert facts
    (kept_in,) = {(fact["tier"], fact["worker"], tuple(fact["opened"])) for fact in facts}
    return kept_in


@pytest.mark.parametrize("parallel", [(), ("-n", "1")], ids=["alone", "xdist"])
@pytest.mark.parametrize(
    ("asked", "kept_in"),
    [
        ((), (DEFAULT, "fork", ())),
        (("--kata-isolation", "portable"), ("portable", "fork", ())),
        (("--kata-worker", "spawn"), (DEFAULT, "spawn", ())),
        (("--kata-inprocess",), ("in process", None, ())),
    ],
    ids=["default", "portable", "spawn", "in process"],
)
def test_results_tell_tier_and_form(dojo, asked, kept_in, parallel):
    assert results(dojo.solves(10), *asked, *parallel) == kept_in


@confines
def test_the_header_and_a_day_that_is_not_confined_say_so(dojo):
    dojo.solves(10).runs(*ONE).shows("sealed (confined)").hides("(portable")
    dojo.runs(*ONE, "--kata-isolation", "portable").shows("sealed (portable)", "  (portable)")
    dojo.runs(*ONE, "--kata-worker", "spawn").shows("sealed (confined, spawn)")


def test_a_machine_that_cannot_confine_does_not_step_down_in_silence(dojo):
    (dojo.solves(10).root / "conftest.py").write_text(ELSEWHERE)
    dojo.runs(*ONE).ends_with(0).shows("sealed (portable: confining needs Linux, and this is Plan 9)", "  (portable)")
    answer = dojo.runs(*ONE, "--kata-isolation", "confined").ends_with(4)
    answer.shows("--kata-isolation confined: not on this machine: confining needs Linux, and this is Plan 9")
    answer.hides("Traceback", "INTERNALERROR")


def test_a_word_that_is_no_tier_is_a_usage_error(dojo):
    dojo.has(10).runs("--kata-isolation", "sealed").ends_with(4).shows("portable", "confined")
    dojo.runs("--kata-worker", "thread").ends_with(4).shows("fork", "spawn")


@confines
def test_a_confined_file_cannot_read_the_workspace_and_a_portable_one_can(dojo):
    secret = dojo.has(10).root / "secret.txt"
    secret.write_text("42")
    dojo.writes(10, READS.format(path=secret))
    told = "your code is checked where it can read only libraries"
    dojo.runs(*ONE).ends_with(1).shows("PermissionError", told)
    dojo.runs(*ONE, "--kata-isolation", "portable").ends_with(1).hides("PermissionError", told)
