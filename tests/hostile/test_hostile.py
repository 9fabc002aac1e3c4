"""Whatever a file does: its own verdict, nothing left behind, the next check unharmed, and never green."""

import subprocess

import pytest

from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.worker import confinement

from .corpus import USUAL_CHECK

SOLUTION = (kata_of_day(10).folder / "spoilers" / "solution.py").read_bytes()


def test_a_hostile_file(learner, program, tier, record_property):
    if tier == "confined" and (reason := confinement.missing()):
        pytest.skip(f"this machine cannot confine: that {reason}")
    one = learner(tier)
    try:
        facts = one.checks(program.source(), program.check, deadline=program.deadline(tier))
        verdict = facts[0]["verdict"] if facts else "lost"
        message = facts[0]["message"] if facts else "the session ended"
        record_property("verdict", verdict)
        left = one.left_behind()
        honest = one.checks(SOLUTION, program.check)
        left += one.left_behind()
        assert verdict in program.verdicts(tier), message
        assert all(sign.isprintable() or sign == "\n" for sign in message), "what it says is shown on a terminal"
        if tier == "confined" or not program.escapes:
            assert facts and len(facts) == 1, f"one check, and its results are {facts}"
            assert facts[0]["outcome"] in ("red", "todo"), message
            assert left == []
            assert honest and honest[0]["outcome"] == "passed", f"the next check was harmed: {honest}"
    except BaseException:
        one.cleans()
        raise
    if left or not facts or not honest or honest[0]["outcome"] != "passed":
        one.cleans()


def test_what_is_left_behind_is_found(learner):
    one = learner("portable")
    one.checks(SOLUTION, USUAL_CHECK)
    assert one.left_behind() == []
    # The shell ends at once, so its child is left to whoever adopts orphans.
    subprocess.run(["sh", "-c", "sleep 100 &"], check=True)
    (one.folder / "home" / ".profile").chmod(0o600)
    (one.folder / "dojo" / "conftest.py").touch()
    left = " ".join(one.left_behind())
    one.cleans()
    for trace in ("sleep 100", "changed: ", ".profile", "created: ", "conftest.py"):
        assert trace in left
    one.checks(SOLUTION, USUAL_CHECK)
    assert one.left_behind() == []
