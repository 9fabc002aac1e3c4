"""What a survey says of which check calls what, and what is read from the texts beside it."""

import json
from pathlib import Path

import pytest

from nnkata_plugin.audit.cheating import MARK
from nnkata_plugin.audit.survey import Survey, changed_by, functions_of
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.worker import Program

SOURCE = """
def used(x): return inner(x)
def inner(x): return x
def table(): return entry()
def entry(): return 1
def unused(x): return x
TABLE = [table() for _ in range(3)]
class Base:
    def step(self): ...
    def __getattr__(self, name): ...
class Derived(Base):
    def grow(self): ...
    __radd__ = grow
    def shrink(self): ...
"""


def survey(**calls: list[str]) -> Survey:
    source = SOURCE.encode()
    solution = Implementation("solution", Path("solution.py"), source, Program(source, "solution.py"))
    assert "Base.__getattr__" not in functions_of(solution)
    assert "Derived.step" in functions_of(solution)
    printed = {
        check: "hello\n" + "".join(f"{MARK}{json.dumps({'name': name, 'calls': 1})}\n" for name in names)
        for check, names in calls.items()
    }
    return Survey(solution, [{"check": check, "printed": text} for check, text in printed.items()])


@pytest.mark.parametrize(
    ("function", "meets"),
    [
        ("used", True),
        ("unused", False),
        ("Base.step", True),
        ("Base", True),
        ("Derived.shrink", False),
        ("Base.__getattr__", True),  # was not watched
        ("", True),
        ("table", True),  # was called before anything could be watched
        ("entry", True),
        ("Derived.grow", True),
    ],
)
def test_a_check_meets_what_it_calls_and_what_cannot_be_known(function, meets):
    assert survey(test_it=["used", "inner", "Base.step"]).meets("test_it", function) is meets


def test_a_check_that_did_not_print_meets_nothing():
    assert not survey(test_it=["used"]).meets("test_other", "used")


def test_a_fault_changes_its_target_or_the_methods_that_it_has_of_its_own():
    kata = kata_of_day(13)
    changed = {fault.name: changed_by(kata, fault) for fault in kata.faults}
    assert changed["overwrites"] == ["Value.backward"]
    kata = kata_of_day(10)
    assert all(changed_by(kata, fault) == [fault.target] for fault in kata.faults)
