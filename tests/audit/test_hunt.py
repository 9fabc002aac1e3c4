"""What the shares of killed and excused mutants come to, without running any."""

from types import SimpleNamespace
from typing import Any

from nnkata_plugin.audit.hunt import Hunt
from nnkata_plugin.audit.solved import Solved
from nnkata_plugin.audit.survivors import Survivor

SOURCE = b"def f(a, b):\n    c = a + b\n    d = a - b\n    e = a * b\n    return c + d + e\n"


def hunted(alive: int, excused: int) -> Hunt:
    solved: Any = SimpleNamespace(solution=SimpleNamespace(source=SOURCE))
    made = Hunt(solved, []).mutants
    reason = "It is a test, and nothing else."
    listed = [
        Survivor(mutant.operator, mutant.was, mutant.becomes, reason, mutant.occurrence) for mutant in made[:excused]
    ]
    hunt = Hunt(solved, listed)
    for mutant in made[alive:]:
        hunt.killed.add(mutant.id)
    hunt._judged = len(made)
    return hunt


def told(hunt: Hunt) -> list[str]:
    return [what for _, what in hunt.problems()]


def test_all_killed():
    hunt = hunted(0, 0)
    assert (hunt.score, hunt.raw_score, told(hunt), hunt.survivors) == (1.0, 1.0, [], [])


def test_survivors_count_unless_they_are_listed():
    hunt = hunted(2, 1)
    assert len(hunt.survivors) == 1
    assert hunt.score == (len(hunt.mutants) - 2) / (len(hunt.mutants) - 1)
    assert "the bar is 98%" in told(hunt)[0]


def test_too_many_that_are_excused():
    hunt = hunted(2, 2)
    assert hunt.score == 1.0
    assert told(hunt) == [
        f"lists 2 of {len(hunt.mutants)} mutants, more than 7%. Take out of the solution what makes no difference"
    ]


def test_a_list_that_no_longer_holds():
    assert "is killed by a check. Remove it" in told(hunted(0, 1))[0]


TIMES = {"far": 0.01, "quick": 0.02, "slow": 0.2, "training": 4.0}


def solved() -> Solved:
    kata: Any = SimpleNamespace(facts=SimpleNamespace(deadline=5.0))
    survey: Any = SimpleNamespace(meets=lambda check, function: check != "far")
    return Solved(kata, SimpleNamespace(), TIMES, survey)  # type: ignore[arg-type]


def test_what_calls_the_changed_code_runs_first_and_what_takes_long_last():
    assert solved().order("f", TIMES) == ["quick", "slow", "far", "training"]


def test_what_has_found_much_in_a_function_runs_before_what_has_found_nothing_there():
    found = solved()
    found.ran("f", [{"check": "quick", "outcome": "passed"}, {"check": "slow", "outcome": "red"}] * 8)
    assert found.order("f", TIMES) == ["slow", "quick", "far", "training"]
    assert found.order("g", TIMES) == ["quick", "slow", "far", "training"]


def test_what_refuses_a_call_has_its_turn_once_it_has_found_something():
    found = solved()
    found.ran("f", [{"check": "quick", "outcome": "passed"}, {"check": "far", "outcome": "red"}])
    assert found.order("f", TIMES)[0] == "far"
