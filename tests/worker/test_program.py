"""What a program is made of: the learner's file, what it may import, and the worked solution with a fault put in."""

import sys

import pytest

SOLUTION = """
import math
def mean(values): return sum(values) / len(values)
def spread(values): return math.sqrt(mean([(v - mean(values)) ** 2 for v in values]))
class Value:
    def __init__(self, data): self.data = data
    def doubled(self): return 2 * self.data
def doubled(x): return Value(x).doubled()
"""
FAULTS = b'''
from nnkata_plugin.check import fault
import kata

@fault("mean", lesson="Divide by the count")
def divides_by_one_less(values):
    """Divides by n - 1."""
    return sum(values) / (len(values) - 1)

@fault("Value", probe="test_twice")
class triples(kata.Value):
    """Triples."""
    def doubled(self): return super().doubled() + self.data
'''


def test_the_module_knows_itself(either):
    kata = either("""
        import sys
        from dataclasses import dataclass
        @dataclass
        class Pair:
            a: "int"
            b: "float" = 2.0
        def f(): return __name__, sys.modules[__name__].f is f, Pair(1).b
    """)
    assert kata.f() == ("kata", True, 2.0)


def test_state_lives_as_long_as_the_check(either):
    source = "calls = []\ndef f():\n    calls.append(1)\n    return len(calls)"
    kata = either(source)
    assert [kata.f(), kata.f()] == [1, 2]
    assert either(source).f() == 1


def test_given_answers_of_earlier_days_can_be_imported(either):
    kata = either(
        "import given\nfrom given import dot\ndef f(a, b): return dot(a, b) + given.ONE",
        given=b"ONE = 1\ndef dot(a, b): return sum(x * y for x, y in zip(a, b))",
    )
    assert kata.f([1, 2], [3, 4]) == 12


def test_without_given_there_is_none(either):
    assert either("import given").verdict().message == "kata.py line 1: ModuleNotFoundError: No module named 'given'"


@pytest.mark.parametrize(
    "line", ["import numpy", "import numpy.linalg as la", "from numpy import dot", "__import__('numpy')"]
)
def test_a_forbidden_import_says_so(either, line):
    said = "kata.py line 1: ImportError: this day is written without numpy"
    assert either(line, "list", forbid=("numpy",)).verdict().message == said


def test_a_part_of_a_package_may_be_forbidden(either):
    kata = either(
        "import numpy\ndef f(): from numpy import linalg\ndef g(): import numpy.linalg", forbid=("numpy.linalg",)
    )
    assert "without numpy.linalg" in str(kata.raises(ImportError))
    with pytest.raises(ImportError):
        kata.g()


def test_what_is_forbidden_to_the_learner_is_open_to_given_and_to_the_check(either):
    kata = either(
        "import given\ndef f(): return given.np.e > 2", "list", forbid=("numpy",), given=b"import numpy as np"
    )

    def pi(kata):
        return np.pi  # noqa: F821

    assert kata.f() is True
    assert kata.run(pi) > 3


def test_nothing_is_preloaded_for_a_day_of_lists(learner):
    assert learner("import sys\ndef f(): return 'numpy' in sys.modules", "list").f() is False


def test_a_fault_replaces_its_function_for_internal_callers_too(either):
    assert either(SOLUTION).spread([1.0, 3.0]) == 1.0
    kata = either(SOLUTION, faults=FAULTS, fault="divides_by_one_less")
    assert kata.mean([1.0, 3.0]) == 4.0
    assert kata.doubled(2) == 4


def test_a_fault_of_a_class_inherits_from_the_right_one(either):
    kata = either(SOLUTION, faults=FAULTS, fault="triples")
    assert kata.doubled(2) == 6
    assert kata.mean([1.0, 3.0]) == 2.0


def test_a_fault_that_is_not_there_is_named(either):
    assert either(SOLUTION, faults=FAULTS, fault="nowhere").verdict().message == "faults.py has no fault `nowhere`"


def test_the_debuggers_backend_gives_back_the_names_it_took(either):
    before = sys.modules.get("kata")
    either("def f(): pass").backend.close()
    assert sys.modules.get("kata") is before
