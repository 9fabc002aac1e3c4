"""assert_close and assert_equal: what they let through, and what they say."""

import numpy as np
import pytest

from nnkata_plugin.check import assert_close, assert_equal
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.reference import truth

F32 = np.float32
x = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (x.astype(F32), x),
        (x + 1e-15, x),
        (1.0, 1),
        (np.float64(2.0), 2.0),
        (np.array(2.0), 2.0),
        (np.ones((2, 3), F32), 1.0),
        ([[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]])),
        ([1.0, 2.0], [1.0, 2.0]),
        ((x, [x]), (x, [x])),
        ({"a": x}, {"a": x}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.zeros(0), np.zeros(0)),
        (np.zeros(3), 0.0),
    ],
)
def test_a_right_answer_passes(actual, expected):
    assert_close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "says"),
    [
        (x.T, x, "has shape [3, 2], expected [2, 3]"),
        (x[:1], x, "has shape [1, 3], expected [2, 3]"),
        (np.float64(1), x, "has shape [] (a single number), expected [2, 3]"),
        (None, x, "is None (does a `return` lack?), expected numbers"),
        ("1", 1.0, "is a str, expected numbers"),
        (x * 1.001, x, "each is 1.001 times the expected"),
        (x.astype(np.float16) * np.float16(0.3), x * 0.3, "differ"),
        (np.zeros_like(x), x, "6 of 6 values differ"),
        (
            np.array([1.0, np.nan]),
            np.array([1.0, 2.0]),
            "1 of 2 values are nan or infinite where the reference is finite",
        ),
        (np.array([np.inf]), np.array([-np.inf]), "inf"),
        ([[1.0, 2.0], [3.0]], np.ones((2, 2)), "[1] has 1 parts, but [0] has 2 parts"),
        ([1.0, None], np.ones(2), "[1] is None, expected a number"),
        ((x,), (x, x), "has 1 parts, expected 2"),
        ([x, x], (x, x), "is a list, expected a tuple"),
        ({"b": x}, {"a": x}, "has the keys ['b'], expected ['a']"),
        (True, 1.0, "is a bool"),
    ],
)
def test_a_wrong_answer_is_told_in_words(actual, expected, says):
    with pytest.raises(Mismatch) as mismatch:
        assert_close(actual, expected)
    assert says in str(mismatch.value)


def test_an_answer_is_never_broadcast_before_it_is_compared():
    with pytest.raises(Mismatch):
        assert_close(np.ones((1, 3)), np.ones((2, 3)))


def test_the_table_shows_index_yours_and_expected():
    wrong = x.copy()
    wrong[1, 2] = 7.0
    with pytest.raises(Mismatch) as mismatch:
        assert_close(wrong, x)
    head, titles, row = str(mismatch.value).splitlines()
    assert head == "1 of 6 values differ"
    assert titles.split() == ["index", "yours", "expected"]
    assert row.split() == ["[1,", "2]", "7", "-6"]


def test_a_truth_brings_its_own_bound():
    sums = truth(np.array([1e-6]), 100, np.array([1.0]))  # what is left of a sum whose terms were of size 1
    assert_close(np.array([1e-6 + 5e-6], F32), sums, dtype=F32)
    with pytest.raises(Mismatch):
        assert_close(np.array([1e-6 + 5e-6], F32), np.array([1e-6]))


@pytest.mark.parametrize(
    "value", [1, 1.0, "a", None, True, [1, 2.0], (1,), {"a": [1]}, np.arange(3), np.float32(2), float("nan")]
)
def test_equal_values_are_equal(value):
    assert_equal(value, value)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, 1.0),
        (True, 1),
        ([1], (1,)),
        (np.arange(3), [0, 1, 2]),
        (np.arange(3), np.arange(3.0)),
        (np.arange(3), np.arange(4)),
        (1, 2),
        ("a", "b"),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_exact_means_type_and_dtype_too(actual, expected):
    with pytest.raises(Mismatch):
        assert_equal(actual, expected)
