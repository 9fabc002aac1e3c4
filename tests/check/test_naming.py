"""A mistake is named rightly or not at all: what counts as the same answer."""

import numpy as np
import pytest

from nnkata_plugin.check.context import Call, Raised, Returned
from nnkata_plugin.check.naming import _explains, alike

F32 = np.float32


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
    ],
)
def test_what_is_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-6),
        (1, True),
        ([1.0], (1.0,)),
        (np.ones(3), np.ones((3, 1))),
        (np.array([np.inf]), np.array([-np.inf])),
        (np.arange(3), np.arange(3) + 1),
        (None, 0.0),
        ({"a": 1}, {"b": 1}),
        (np.ones(2), [1.0, 1.0]),
    ],
)
def test_what_is_not_alike(one, other):
    assert not alike(one, other)
    assert not alike(one, other, strict=False)


def test_types_of_numbers_matter_only_when_strict():
    for one, other in ((1.5, F32(1.5)), (np.ones(2), np.ones(2, F32)), (2, 2.0)):
        assert not alike(one, other)
        assert alike(one, other, strict=False)


def explains(learner, right, wrong):
    outcomes = [
        [value if isinstance(value, Raised) else Returned(value, (), {}) for value in values]
        for values in (learner, right, wrong)
    ]
    calls = [Call("f", (), {}, outcome) for outcome in outcomes[0]]
    return _explains(calls, outcomes[1], iter(outcomes[2]))


@pytest.mark.parametrize(
    ("learner", "right", "wrong", "is_named"),
    [
        ([2.0], [1.0], [2.0], True),
        ([2.0], [1.0], [3.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0, 2.0], True),
        ([1.0, 2.0], [1.0, 1.0], [2.0, 2.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0], False),  # the fault could not do the second call
        ([2.0], [1.0], [F32(2.0)], True),  # the same mistake, held in another type
        ([1.0], [F32(1.0)], [np.float64(1.0)], False),  # only types differ, and not in the same way
        ([Raised("ValueError")], [1.0], [Raised("ValueError")], False),  # many mistakes end in a ValueError
        ([1.0], [Raised("ValueError")], [1.0], True),  # an error that both forget to raise
        ([np.ones(2)], [np.ones(2, F32)], [np.ones(2)], True),  # both answer in float64
    ],
)
def test_a_fault_explains_only_what_it_does_and_the_solution_does_not(learner, right, wrong, is_named):
    assert explains(learner, right, wrong) is is_named
