"""The bound lets right code pass and nothing that is off by more than rounding, ill-conditioned problems included."""

import numpy as np
import pytest

from nnkata_plugin.check import assert_close, assert_residual
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.tolerance import HEADROOM, bound, epsilon, growth

F32 = np.float32


@pytest.mark.parametrize(
    ("dtype", "unit"),
    [
        ("float64", 2.0**-52),
        (np.complex128, 2.0**-52),
        (np.float32, 2.0**-23),
        (np.complex64, 2.0**-23),
        (np.int64, 2.0**-23),
        ("float16", 2.0**-10),
        ("bfloat16", 2.0**-7),
    ],
)
def test_each_dtype_has_its_unit(dtype, unit):
    assert epsilon(dtype) == unit


def test_errors_grow_as_the_root_or_with_the_length():
    assert (growth(0.5), growth(1), growth(100), growth(100, "linear")) == (1, 1, 10, 100)
    with pytest.raises(ValueError, match="give root or linear"):
        growth(2, "cubic")


def test_the_bound_is_the_product_of_its_parts():
    scale, condition = np.array([[1.0], [3.0]]), np.array([2.0, 0.1, 5.0])
    found = bound("float32", 9, scale, 2.0, condition, "linear")
    assert np.allclose(found, HEADROOM * 2 * 2.0**-23 * 9 * scale * np.array([2.0, 1.0, 5.0]), rtol=1e-12)


def test_the_bound_is_never_nought_and_never_infinite():
    assert 0 < bound("float64", 1, 0.0) < 1e-300
    assert bound("float32", 4, 0.0) == HEADROOM * 4 * np.finfo(F32).smallest_subnormal
    assert list(bound("float32", 1, np.array([np.inf, np.nan]))) == [0, 0]
    assert bound("float32", 1, 1.0, 1.0, np.inf) == 0


def test_a_half_is_judged_as_one_only_where_it_was_asked_for():
    right = np.array([0.1, 0.7, 3.3])
    halves = right.astype(np.float16)
    assert_close(halves, right, dtype=np.float16)
    assert_close(right.astype(F32) + F32(0.02), right, precision="bfloat16")
    for wrong in ({}, {"dtype": np.float32}, {"precision": "float16"}):
        with pytest.raises(Mismatch):
            assert_close(halves if wrong != {"precision": "float16"} else right + 0.05, right, **wrong)


def test_sums_of_halves_are_right_and_their_thousandths_are_seen():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 50, 64)).astype(np.float16)
    truth, scale = (f(a.astype(float)) @ f(b.astype(float)).T for f in (np.asarray, np.abs))
    worst_order = np.zeros((50, 50), np.float16)
    for k in range(64):
        worst_order += a[:, k : k + 1] * b[:, k]
    assert_close(worst_order, truth, scale=scale, terms=64, dtype=np.float16)
    with pytest.raises(Mismatch):
        assert_close((1.2 * truth).astype(np.float16), truth, scale=scale, terms=64, dtype=np.float16)


def test_long_sums_are_refused_inside_a_check_only(running):
    assert_close(1.0, 1.0, terms=5000)
    running()
    with pytest.raises(ValueError, match="terms=1025: a case has at most 1024"):
        assert_close(1.0, 1.0, terms=1025)


def equations(seed: int, near: float, size: int = 32):
    """A matrix whose last column is next to its first, and three right sides."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((size, size))
    a[:, -1] = a[:, 0] + near * a[:, -1]
    return a.astype(F32), rng.standard_normal((size, 3)).astype(F32)


def solve(a, b):
    """Elimination with partial pivoting in the dtype of its inputs. (np.linalg.solve computes in float64.)"""
    rows = np.concatenate([a, b], axis=1)
    size = len(a)
    for k in range(size):
        pivot = k + np.argmax(np.abs(rows[k:, k]))
        rows[[k, pivot]] = rows[[pivot, k]]
        rows[k + 1 :] -= np.outer(rows[k + 1 :, k] / rows[k, k], rows[k])
    x = rows[:, size:]
    for k in reversed(range(size)):
        x[k] = (x[k] - rows[k, k + 1 : size] @ x[k + 1 :]) / rows[k, k]
    return x


def is_refused(compare, *arguments, **words) -> bool:
    try:
        compare(*arguments, **words)
    except Mismatch:
        return True
    return False


def test_a_solution_in_float32_is_judged_by_its_residual():
    by_value = 0
    for seed in range(100):
        a, b = equations(seed, near=1e-3)
        x = solve(a, b)
        assert_residual(a, x, b, dtype=F32)
        by_value += is_refused(assert_close, x, np.linalg.solve(a.astype(float), b.astype(float)), terms=32)
    assert by_value > 50, "compared with the true solution, right code fails more often than not"


def test_a_residual_refuses_what_is_wrong_by_a_thousandth():
    wrong = np.zeros(4)
    for seed in range(100):
        a, b = equations(seed, near=1e-2)
        x = solve(a, b)
        with np.errstate(over="ignore"):
            answers = 1.001 * x, np.zeros_like(x), x[::-1], x.astype(np.float16)
        wrong += [is_refused(assert_residual, a, answer.astype(F32), b, dtype=F32) for answer in answers]
    assert (wrong >= 80).all(), "nearly always: once is enough for a check"


def test_a_row_of_small_numbers_is_judged_beside_the_large_ones():
    row_by_row = 0
    for seed in range(100):
        a, b = equations(seed, near=1, size=5)
        a[0, 1:] *= 1e4
        x = solve(a, b)
        assert_residual(a, x, b, dtype=F32)
        row_by_row += is_refused(assert_residual, a, x, b, scale=np.abs(a) @ np.abs(x) + np.abs(b), dtype=F32)
    assert row_by_row > 5, "where a large row is the pivot, its rounding errors go into the others"


def test_the_condition_widens_the_bound_as_the_problem_asks():
    without = doubled = 0
    for seed in range(100):
        a, b = equations(seed, near=1e-2)
        x, truth = solve(a, b), np.linalg.solve(a.astype(float), b.astype(float))
        condition = np.linalg.cond(a.astype(float))
        assert_close(x, truth, terms=32, condition=condition)
        without += is_refused(assert_close, x, truth, terms=32)
        doubled += is_refused(assert_close, 2 * x, truth, terms=32, condition=condition)
    assert without > 20 and doubled > 95


def test_an_angle_between_nearly_parallel_vectors_is_judged_by_its_condition():
    rng = np.random.default_rng(5)
    u = rng.standard_normal((100, 3)).astype(F32)
    v = (u + 1e-3 * rng.standard_normal((100, 3))).astype(F32)
    u64, v64 = u.astype(float), v.astype(float)
    truth = np.arctan2(np.linalg.norm(np.cross(u64, v64), axis=1), (u64 * v64).sum(axis=1))
    cosine = (u * v).sum(axis=1) / (np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1))
    by_arccos = np.arccos(np.minimum(cosine, 1))
    assert (np.abs(by_arccos - truth) / truth).max() > 0.1, "right by the formula, and off by more than a tenth"
    assert_close(by_arccos, truth, scale=1.0, condition=1 / np.sin(truth), terms=3)
    with pytest.raises(Mismatch):
        assert_close(by_arccos, truth, terms=3)


def test_eigenvectors_and_an_inverse_solve_their_equations():
    for seed in range(20):
        a, _ = equations(seed, near=1e-2, size=17)
        symmetric = a + a.T
        values, vectors = np.linalg.eigh(symmetric)
        assert_residual(symmetric, vectors, vectors * values)
        assert_residual(a, solve(a, np.eye(17, dtype=F32)), np.eye(17))
        with pytest.raises(Mismatch):
            assert_residual(symmetric, vectors, vectors * values[::-1])


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (np.ones((2, 3), F32), "has shape [2, 3], expected [3, 2]"),
        (np.ones((3, 2), np.float64), "has dtype float64, expected float32"),
        (np.full((3, 2), np.nan, F32), "6 of 6 values are nan"),
        (None, "is None"),
        (np.zeros((3, 2), F32), "a @ x"),
    ],
)
def test_what_is_no_solution_is_told(x, says):
    with pytest.raises(Mismatch) as mismatch:
        assert_residual(np.eye(3), x, np.arange(6.0).reshape(3, 2) + 1, dtype=F32)
    assert says in str(mismatch.value)
