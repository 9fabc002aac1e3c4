"""Which bounds prove enough, and which do not: one comparison at a time."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nnkata_plugin.audit.proof import Proof
from nnkata_plugin.check.context import Call
from nnkata_plugin.check.evidence import Evidence

HERE = Path(__file__)


class Run:
    """A check of which each comparison is a site of its own; `proves` says what the audit says of it."""

    def __init__(self) -> None:
        self.evidence = Evidence()

    def compares(self, right: Any, bound: Any, *arguments: Any, part: str = "", dtype: str = "float64") -> "Run":
        call = Call.of("f", arguments, {})
        check: Any = SimpleNamespace(kata=SimpleNamespace(folder=HERE.parent), calls=[call])
        self.evidence.compare(part, np.asarray(right, float), bound, dtype, check)
        return self

    @property
    def proof(self) -> Proof:
        return Proof([{"check": "test_it", "evidence": self.evidence.as_dict()}])

    def proves(self, proven: int, total: int) -> "Run":
        assert (self.proof.proven, self.proof.total) == (proven, total), list(self.proof.problems())
        return self

    def says(self, *parts: str) -> None:
        told = [what for _, what in self.proof.problems()]
        assert all(any(part in line for line in told) for part in parts), told


def test_a_narrow_bound_proves_itself():
    run = Run().compares([0.1, 2.3], 1e-12, np.array([5.0, 6.0])).proves(1, 1)
    assert list(run.proof.problems()) == []


@pytest.mark.parametrize(
    ("bound", "says"),
    [
        (
            5.0,
            "lets zeros and an argument handed back and the answer in half precision and 1.001 times the answer pass",
        ),
        (1e-2, "lets the answer in half precision and 1.001 times the answer pass"),
        (1e-3, "lets the answer in half precision pass"),
    ],
)
def test_a_wide_bound_is_told(bound, says):
    run = Run().compares([0.1, 2.3], bound, np.array([1.0, 2.0])).proves(0, 1)
    run.says(says, f"the bound is {bound:.2g} for answers up to 2.3 in float64. Give a smaller scale or fewer terms")


def test_one_case_that_refuses_is_enough_and_no_argument_of_that_shape_is_no_lack():
    Run().compares([0.1, 2.3], 5.0, 1.0).compares([1e6, 0.1], 5.0, 1.0).proves(1, 1)


def test_each_dtype_and_each_part_is_a_site():
    run = Run().compares([0.1], 1e-12, part="[0]").compares([0.1], 1.0, part="[1]")
    run.compares([0.1], 1.0, part="[0]", dtype="float32").proves(1, 3)
    run.says("the answer[1] lets", "in float32")


def test_zeros_alone_prove_nothing_and_beside_other_numbers_they_may_stand():
    Run().compares([0.0, 0.0], 1e-12).proves(0, 1).says(
        "lets zeros and the answer in half precision and 1.001 times the answer pass: that is right in every case, and "
        "nothing else in this check refuses it. Add a case where it is wrong, or compare with assert_equal"
    )
    Run().compares([0.0, 0.0], 1e-12, part="[0]").compares([0.1], 1e-12, part="[1]").proves(2, 2)


def test_an_argument_that_is_the_answer_has_to_be_refused_elsewhere():
    same = np.array([0.1, 0.2])
    Run().compares(same, 1e-12, same).proves(0, 1).says("lets an argument handed back pass: that is right")
    Run().compares(same, 1e-12, same, part="a").compares(same, 1e-12, 3 * same, part="b").proves(2, 2)


def test_numbers_that_half_precision_holds_are_judged_by_its_spacing():
    Run().compares([0.5, 3.0], 1e-6).proves(1, 1)
    Run().compares([0.5, 3.0], 1.2e-3).proves(0, 1).says("lets the answer in half precision pass")


def test_half_precision_that_was_asked_for_is_right():
    run = Run().compares([0.1, 2.3], 1e-3, dtype="float16").proves(1, 1)
    assert run.evidence.as_dict()["sites"][0]["shown"]["float16"]["tried"] == 0


def test_tables_numbers_and_parts_of_lists_may_be_handed_back():
    for argument in ([[1.0, 2.0]], [np.array([[1.0, 2.0]])], {"a": np.array([[1, 2]])}):
        run = Run().compares([[0.1, 0.2]], 1e-12, argument)
        assert run.evidence.as_dict()["sites"][0]["shown"]["echo"]["tried"] > 0


def test_nan_infinities_complex_numbers_and_empty_answers():
    Run().compares([np.nan, np.inf, 2.3], 1e-12).proves(1, 1)
    Run().compares([], 1e-12).proves(0, 0)
    run = Run()
    check: Any = SimpleNamespace(kata=SimpleNamespace(folder=HERE.parent), calls=[])
    run.evidence.compare("", np.array([0.1 + 2.3j]), 1e-12, "complex128", check)
    run.proves(1, 1)
