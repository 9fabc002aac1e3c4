"""Audits of a small day: one that holds, and one thing wrong at a time."""

import json
import re

from nnkata_plugin import audit
from nnkata_plugin.audit.crew import Crew
from nnkata_plugin.audit.session import Fact, Job
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.context import Trial

SURVIVOR = """
[[survivor]]
operator = "statement_dropped"
line = "total = total + 0.0"
becomes = "pass"
reason = "Adding zero to a sum of finite numbers changes nothing."
"""


def test_a_day_that_holds(author, tmp_path):
    report = tmp_path / "audit.json"
    author.audits(json=report).ends_with(0).shows("5/5", "100.0", "holds", "1 audited, 1 hold").hides("survivor")
    written = json.loads(report.read_text())
    day = written["days"][0]
    assert (written["version"], day["day"], day["holds"], day["score"], day["problems"]) == (1, 1, True, 1.0, [])
    assert day["mutants"]["killed"] == day["mutants"]["total"] > 10


def test_a_weak_check_leaves_survivors_which_are_shown(author):
    weak = "def test_the_mean_of_three(kata):\n    assert kata.mean([2.0, 4.0, 9.0]) > 1, 'too small'\n"
    author.writes("test_kata.py", weak).audits().ends_with(1).shows(
        "test_kata.py: kills",
        "the bar is 98%",
        "leaves_out_the_first: passes every check. Write the check that it fails",
        "survivor m001: guard_removed, line 2",
        "-    return total / len(values)\n+    return total",
        '[[survivor]]\noperator = "guard_removed"'.replace('"', "'"),
    )


def test_a_listed_survivor_is_left_out_of_the_score(author):
    author.replaces("spoilers/solution.py", "    return", "    total = total + 0.0\n    return")
    author.audits().shows("statement_dropped, line 7")
    answer = author.writes("spoilers/survivors.toml", SURVIVOR).audits().hides("statement_dropped")
    assert re.search(r"\d+/\d+ +1 ", answer.text), "one mutant is counted as the same"


def test_a_listed_survivor_that_is_none_is_an_error(author):
    killed = SURVIVOR.replace("total = total + 0.0", "return total / len(values)")
    author.writes("spoilers/survivors.toml", SURVIVOR + killed).audits().ends_with(1).shows(
        "survivors.toml: entry 1 (statement_dropped: pass) does not exist. Remove it",
        "survivors.toml: entry 2 (statement_dropped: pass) is killed by a check. Remove it",
    )


def test_a_survivor_without_a_reason_is_refused(author):
    text = SURVIVOR.partition("reason")[0]
    author.writes("spoilers/survivors.toml", text).audits().ends_with(1).shows("spoilers/survivors.toml: ", "reason")


def test_a_check_that_a_stub_passes(author):
    check = "\ndef test_nothing(kata):\n    assert 1 < 2, 'numbers'\n"
    text = (author.folder / "test_kata.py").read_text() + check
    author.writes("test_kata.py", text).audits().ends_with(1).shows(
        "kata.py: a stub is todo in every check, but test_nothing came to passed"
    )


def test_a_solution_that_fails_is_all_that_is_said(author):
    author.replaces("spoilers/solution.py", "total = 0.0", "total = 1.0").audits().ends_with(1).shows(
        "spoilers/solution.py: test_the_mean_of_three came to wrong", "the mean of 2, 4 and 9 is 5"
    ).hides("survivor", "faults.py")


def test_a_fault_that_crashes_is_not_rejected(author):
    author.replaces("spoilers/faults.py", "return sorted(values)[len(values) // 2]", "return values.median")
    author.audits().ends_with(1).shows(
        "takes_the_middle: no assertion rejects it: test_the_mean_of_three ends in error", "AttributeError"
    )


def test_faults_that_answer_alike_cannot_be_named(author):
    alike = "return sum(values[1:]) / len(values)"
    author.replaces("spoilers/faults.py", "return sorted(values)[len(values) // 2]", alike)
    author.audits().ends_with(1).shows(
        "takes_the_middle: fails", "and is called leaves_out_the_first or takes_the_middle. Make a check fail"
    )


def test_a_fault_that_is_right_passes_every_check(author):
    author.replaces("spoilers/faults.py", "return sum(values)\n", "return sum(values) / len(values)\n")
    author.audits().ends_with(1).shows("forgets_to_divide: passes every check. Write the check that it fails")


def test_a_probe_is_the_only_check_that_its_fault_fails(author):
    probed = '@fault("mean", probe="test_the_mean_of_one")\ndef leaves'
    author.replaces("spoilers/faults.py", '@fault("mean")\ndef leaves', probed)
    author.audits().ends_with(1).shows(
        "leaves_out_the_last: fails test_the_mean_of_three, test_the_mean_of_many too, not only its probe",
    )


def test_faults_that_are_no_python(author):
    author.replaces("spoilers/faults.py", "return sum(values)\n", "return sum(values\n").audits().ends_with(1).shows(
        "day 1 · spoilers/faults.py: ", "was never closed"
    )


def test_checks_that_cannot_be_collected(author):
    author.replaces("test_kata.py", "import pytest", "import pytesst").audits().ends_with(1).shows(
        "day 1 · test_kata.py: cannot be collected: ModuleNotFoundError"
    )


def test_an_unknown_day_is_a_wrong_use(author):
    author.audits(7).ends_with(2).shows("nnkata audit: day 7: there is no such kata. The nearest is day 1 (mean)")


def test_a_broken_kata_toml_is_a_wrong_use(author):
    author.replaces("kata.toml", "minutes = 20", "minuets = 20").audits().ends_with(2).shows("kata.toml", "minuets")


def test_a_day_that_needs_torch_is_counted_where_there_is_none(author, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    author.replaces("kata.toml", '"list"', '"torch"').audits().ends_with(0).shows(
        "day 1: not audited: needs torch", "0 audited, 0 hold, 1 not audited"
    )


def test_ctrl_c_leaves_one_line(author, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nnkata_plugin.audit.session.Runner.__call__", stop)
    answer = author.audits().ends_with(130)
    assert answer.text == "nnkata audit: stopped; nothing was decided\n"


def test_a_mutant_that_never_ends_is_killed(author):
    # Its bound moved from 1 to 0, the slice stays as long as it is.
    loop = "while values:\n        value, values = values[0], values[1:]"
    author.replaces("spoilers/solution.py", "for value in values:", loop)
    author.replaces("spoilers/solution.py", "total = 0.0", "total, count = 0.0, len(values)")
    author.replaces("spoilers/solution.py", "/ len(values)", "/ count").audits().ends_with(0).shows("holds")


def test_two_processes_share_the_work():
    kata = kata_of_day(10)
    found: list[list[Fact]] = []
    crew = Crew()

    def begin() -> None:
        for word in ("solution", "learner"):
            job = Job(10, Trial(choose(kata, None, word), naming=False), kata.checks[:2], seed=1)
            crew.submit(lambda job=job: job, found.append)

    crew.work([10], begin, hands=2)
    assert sorted(fact["outcome"] for facts in found for fact in facts) == ["passed", "passed", "todo", "todo"]
    assert audit.ALL_HOLD == 0
