"""A mistake is named rightly or not at all: what counts as the same answer, and what speaks against a name."""

import numpy as np
import pytest

from nnkata_plugin.check.closeness import ALIKE, Closeness, closeness, compared
from nnkata_plugin.check.context import Call, Raised, Returned
from nnkata_plugin.check.naming import contradicts, explains

F32 = np.float32
LOOSE = Closeness(tight=False)


def outcome(value):
    return value if isinstance(value, Raised) else Returned(value, (), {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-16),
        (float("nan"), float("nan")),
        ([1.0, (2.0, "a")], [1.0, (2.0, "a")]),
        (np.ones(3, F32), np.ones(3, F32) + F32(1e-7)),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.arange(3), np.arange(3)),
        (None, None),
        ({"a": 1}, {"a": 1}),
        (np.random.default_rng(3), np.random.default_rng(3)),
    ],
)
def test_what_is_alike(one, other):
    assert compared(one, other) == ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-6),
        (1, True),
        (np.ones(3), np.ones((3, 1))),
        (np.arange(3), np.arange(3) + 1),
        (None, 0.0),
        ({"a": 1}, {"b": 1}),
        ([1.0], [1.0, 1.0]),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0])),
        (np.random.default_rng(3), np.random.default_rng(4)),
    ],
)
def test_what_is_not_alike(one, other):
    assert compared(one, other) is None


def test_types_are_told_apart_from_kinds_and_kinds_from_values():
    assert compared(np.ones(2), np.ones(2, F32)) == Closeness(types=False)
    assert compared(2, 2.0) == Closeness(kinds=False, types=False)
    assert compared([1.0], (1.0,)) == Closeness(kinds=False, types=False)
    assert compared([[1.0, 2.0]], np.array([[1.0, 2.0]])) == Closeness(kinds=False, types=False)
    assert compared(np.array([np.inf]), np.array([np.nan])) == LOOSE


def test_what_rounds_on_another_way_is_close_and_what_differs_more_is_not():
    size = F32(1000)
    assert compared(np.full(3, size), np.full(3, size * (1 + F32(5e-5)))) == LOOSE
    assert compared(np.full(3, size), np.full(3, size * (1 + F32(5e-4)))) is None


def test_two_mistakes_may_differ_by_little_of_what_lies_between_them_and_the_right_answer():
    wrong, wrong_too, right = (np.array([value, 7.0]) for value in (5.0, 5.0005, 1.0))
    assert compared(wrong, wrong_too) is None
    assert compared(wrong, wrong_too, right) == LOOSE
    assert compared(wrong, np.array([5.0, 7.0005]), right) is None  # where both are right, they must agree


def test_noughts_but_for_rounding_are_alike_beside_what_they_were_made_of():
    made_of = np.array([3.0, -2.0], F32)
    one, other = (Returned(np.array([value], F32), (made_of,), {}) for value in (1e-7, 0.0))
    assert closeness(one, other) == LOOSE


def test_a_float_made_of_float32_is_no_finer_than_that():
    made_of = np.array([3.0, -2.0], F32)
    one, other, third = (Returned(value, (made_of,), {}) for value in (1.5, 1.5 + 2e-7, 1.501))
    assert closeness(one, other) == LOOSE
    assert closeness(one, third) is None


def test_an_overflow_in_plain_python_is_an_infinity_elsewhere():
    lost, right = outcome(np.array([np.nan])), outcome(np.array([1.0]))
    assert closeness(Raised("OverflowError"), lost, right) is not None
    assert closeness(Raised("ValueError"), lost, right) is None
    assert closeness(Raised("OverflowError"), right, right) is None


def test_what_became_of_the_arguments_belongs_to_the_outcome():
    left, changed = (Returned(None, (np.array([value]),), {}) for value in (1.0, 2.0))
    assert closeness(left, left) == ALIKE
    assert closeness(left, changed) is None


@pytest.mark.parametrize(
    ("learner", "right", "wrong", "is_named"),
    [
        ([2.0], [1.0], [2.0], True),
        ([2.0], [1.0], [3.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0, 2.0], True),
        ([1.0, 2.0], [1.0, 1.0], [2.0, 2.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0], False),  # the fault could not do the second call
        ([1.0, 2.0], [1.0, 1.0], [1.0, None], False),
        ([2.0], [1.0], [F32(2.0)], True),  # the same mistake, held in another type
        ([1.0], [F32(1.0)], [np.float64(1.0)], False),  # only types differ, and not in the same way
        ([Raised("ValueError")], [1.0], [Raised("ValueError")], False),  # many mistakes end in a ValueError
        ([1.0], [Raised("ValueError")], [1.0], True),  # an error that both forget to raise
        ([np.ones(2)], [np.ones(2, F32)], [np.ones(2)], True),  # both answer in float64
        ([np.ones(2)], [np.ones(2, F32)], [np.ones(2) + 1e-7], True),  # one of them has rounded before
        ([np.ones(2)], [np.ones(2, int)], [np.ones(2, F32)], True),  # both answer in floats
    ],
)
def test_a_fault_explains_only_what_it_does_and_the_solution_does_not(learner, right, wrong, is_named):
    calls = [Call("f", (), {}, outcome(value)) for value in learner]
    answers = iter(None if value is None else outcome(value) for value in wrong)
    assert (explains(calls, list(map(outcome, right)), answers) is not None) is is_named


@pytest.mark.parametrize(
    ("learner", "fault", "right", "speaks"),
    [
        (2.0, 2.0, 1.0, False),
        (2.0, 1.0, 1.0, True),  # the learner's code is wrong where the fault is right
        (1.0, 2.0, 1.0, True),  # and the other way round
        (3.0, 2.0, 1.0, True),  # both are wrong, each in its own way
        (Raised("ValueError"), 1.0, 1.0, True),
        (Raised("ValueError"), 2.0, 1.0, False),  # the same mistake may end in an error
        (1.0, float("nan"), 1.0, False),  # or overflow later
        (2.0, float("nan"), 1.0, True),
        (np.ones((2, 3)), np.ones((3, 2)), np.zeros((2, 2)), False),  # or have another form
        (None, 2.0, 1.0, False),
    ],
)
def test_what_speaks_against_a_name(learner, fault, right, speaks):
    answers = [None if value is None else outcome(value) for value in (learner, fault, right)]
    assert contradicts(*answers) is speaks
