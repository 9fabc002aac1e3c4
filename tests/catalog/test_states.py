"""A day is green only if every check it declares ran and passed, sealed."""

from types import SimpleNamespace

import pytest

from nnkata_plugin.catalog.states import Tally

KATA = SimpleNamespace(day=10, checks=("test_a", "test_b", "test_c"))


def tally(*outcomes, tier="portable"):
    found = Tally()
    for check, outcome in outcomes:
        fact = {
            "implementation": "learner",
            "path": "kata.py",
            "digest": "0",
            "tier": tier,
            "check": check,
            "outcome": outcome,
            "fault": "",
        }
        found.add(KATA, fact)
    return found.days[10]


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ("passed passed passed", "green"),
        ("passed red passed", "red 2/3"),
        ("passed todo red", "red 1/3"),
        ("passed todo todo", "todo 1/3"),
        ("todo todo todo", "todo 0/3"),
        ("passed passed", "partial 2/3"),
        ("passed passed skipped", "partial 2/3"),
        ("passed passed infra", "unjudged 2/3"),
        ("skipped skipped skipped", "skipped 0/3"),
    ],
)
def test_the_state_follows_from_what_the_checks_came_to(outcomes, words):
    assert tally(*zip(KATA.checks, outcomes.split(), strict=False)).words == words


def test_a_run_in_process_is_never_green():
    assert tally(*((check, "passed") for check in KATA.checks), tier="in process").words == "partial 3/3"


def test_a_check_that_is_not_declared_does_not_stand_for_one_that_is():
    assert tally(("test_a", "passed"), ("test_b", "passed"), ("test_mine", "passed")).words == "partial 2/3"


def test_the_worst_outcome_of_a_check_counts():
    assert tally(("test_a", "red"), ("test_a", "passed")).state == "red"
