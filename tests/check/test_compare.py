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
            "1 of 2 values is nan where the reference is finite; the other one agrees",
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


@pytest.mark.parametrize(
    ("actual", "expected", "says"),
    [
        ([x + 1, x.T], [x, x], "the answer[1] has shape [3, 2], expected [2, 3]"),
        ({"a": x + 1, "b": None}, {"a": x, "b": x}, "the answer['b'] is None"),
        ((x + 1, "wrong", [1.0]), (x, "right", x), "the answer[2] has shape [1], expected [2, 3]"),
        ((x + 1, 3), (x, "right"), "the answer[1] is an int, expected a str"),
    ],
)
def test_types_and_shapes_of_all_parts_come_before_any_value(actual, expected, says):
    with pytest.raises(Mismatch) as mismatch:
        assert_close(actual, expected)
    assert str(mismatch.value).startswith(says)


@pytest.mark.parametrize(
    ("actual", "expected", "says"),
    [
        ([x + 1, x.T], [x, x], "the answer[1] has shape [3, 2], expected [2, 3]"),
        ([x + 1, x.astype(F32)], [x, x], "the answer[1] has dtype float32, expected float64"),
        ([2, 1.0], [1, 1], "the answer[1] is a float, expected an int"),
    ],
)
def test_exact_comparisons_look_at_types_and_shapes_first_too(actual, expected, says):
    with pytest.raises(Mismatch) as mismatch:
        assert_equal(actual, expected)
    assert str(mismatch.value).startswith(says)


NAN, INF = np.nan, np.inf


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([1, NAN, NAN, 4, 5, 6], "2 of 6 values are nan where the reference is finite; the other 4 agree"),
        ([1, NAN, INF, 4, 5, 6], "2 of 6 values are nan or infinite where the reference is finite; the other 4 agree"),
        ([1, -INF, 3, 4, 5, 6], "1 of 6 values is infinite where the reference is finite; the other 5 agree"),
        ([1, NAN, 3, 4, 5, 7], "1 of 6 values is nan where the reference is finite; 1 more differ"),
        ([NAN] * 6, "6 of 6 values are nan where the reference is finite\n"),
        ([2, 4, 6, 8, 10, 12], "6 of 6 values differ; each is 2 times the expected\n"),
        ([1, 2, 3, 4, 5, 7], "1 of 6 values differ\n"),
    ],
)
def test_what_is_lost_and_what_agrees_is_counted(values, says):
    with pytest.raises(Mismatch) as mismatch:
        assert_close(np.array(values, float), np.arange(1.0, 7))
    assert str(mismatch.value).startswith(says)


def test_numbers_have_as_many_digits_as_tell_them_apart():
    with pytest.raises(Mismatch) as mismatch:
        assert_close(np.array([1.0, 1 + 2e-9]), np.array([1.0, 1.0]))
    assert str(mismatch.value).splitlines()[-1].split() == ["[1]", "1.000000002", "1"]


VECTORS = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]


@pytest.mark.parametrize("turn", [[1, 1, 1, 1], [-1, 1, -1, 1], [-1, -1, -1, -1]])
def test_vectors_may_point_either_way(turn):
    assert_close(VECTORS * turn, VECTORS, up_to="sign", axis=0)
    assert_close((VECTORS * turn).T, VECTORS.T, up_to="sign", axis=1)
    assert_close(-VECTORS[0], VECTORS[0], up_to="sign")


@pytest.mark.parametrize(
    "wrong",
    [
        VECTORS * [[-1], [1], [1], [1]],  # one number of each vector turned round
        VECTORS[:, ::-1],
        np.abs(VECTORS),
        1.001 * VECTORS,
        np.where(np.eye(4) > 0, NAN, VECTORS),
    ],
)
def test_vectors_that_differ_by_more_than_a_sign_are_told(wrong):
    with pytest.raises(Mismatch, match="whichever way the vectors point"):
        assert_close(wrong, VECTORS, up_to="sign", axis=0)


def test_which_way_vectors_lie_has_to_be_said():
    with pytest.raises(TypeError, match="axis=0 for columns"):
        assert_close(VECTORS, VECTORS, up_to="sign")
    with pytest.raises(ValueError, match="give sign"):
        assert_close(VECTORS, VECTORS, up_to="phase")


def test_an_oracle_may_say_how_its_errors_grow_and_what_the_problem_makes_of_them():
    off = np.array([1 + 1e-4], F32)
    for more in ({"growth": "linear"}, {"condition": 1e3}, {"condition": np.array([1e3])}):
        sums = truth(np.array([1.0]), 1000, 1.0, **more)
        assert_close(off, sums, dtype=F32)
    with pytest.raises(Mismatch):
        assert_close(off, truth(np.array([1.0]), 1000, 0.1), dtype=F32)


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
