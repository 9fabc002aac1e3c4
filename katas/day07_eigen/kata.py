"""Day 7: the directions that a matrix does not turn."""

import math

import numpy as np


def jacobi_rotation(pp: float, pq: float, qq: float) -> np.ndarray:
    """Given. The rotation g that makes a symmetric block diagonal: ``g.T @ [[pp, pq], [pq, qq]] @ g``.

    Of the two angles that do, it takes the smaller.

    Returns:
        f64[2, 2], ``[[c, s], [-s, c]]``.
    """
    gap = qq - pp
    angle = math.atan2(2 * pq if gap >= 0 else -2 * pq, abs(gap)) / 2
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s], [-s, c]])


def rayleigh_quotient(a: np.ndarray, x: np.ndarray) -> float:
    """The number that comes nearest to being the eigenvalue of x: no other makes ``a @ x - value * x`` shorter.

    ``(x . (a @ x)) / (x . x)``.

    Args:
        a: f32 or f64 [size, size]. Left alone.
        x: [size], with the dtype of `a`, of any length but 0. Left alone.

    Returns:
        One number, a float or a NumPy scalar.

    Raises:
        ValueError: `a` is not square, `x` has not its size, or `x` is nothing but zeros.
    """
    raise NotImplementedError("day 7: rayleigh_quotient")


def power_iteration(a: np.ndarray, start: np.ndarray, tolerance: float, max_steps: int) -> tuple[float, np.ndarray]:
    """Multiply by `a` again and again, until the direction settles: that is the eigenvector of the largest eigenvalue.

    x is `start`, made 1 long, and then ``a @ x``, made 1 long, and so on. Settled is the first x with
    ``|a @ x - value * x| <= tolerance * |value|``, where `value` is its Rayleigh quotient.

    Args:
        a: f32 or f64 [size, size], symmetric or not. Left alone.
        start: [size], with the dtype of `a`. Left alone.
        tolerance: How well value and vector have to fit.
        max_steps: How many products ``a @ x`` are made at most, the one that shows that x fits included.

    Returns:
        The tuple (value, vector): the eigenvalue largest in size, with its sign; and its eigenvector, [size], 1 long,
        with the dtype of `a`. The vector may point either way.

    Raises:
        ValueError: `a` is not square, `start` has not its size, or `start` is nothing but zeros.
        RuntimeError: Nothing has settled after `max_steps` products.
    """
    raise NotImplementedError("day 7: power_iteration")


def symmetric_eigen(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All eigenvalues of a symmetric matrix, with their eigenvectors: ``a @ vectors = vectors * values``.

    By Jacobi's method: rotate two axes so that one number off the diagonal (and its mirror image) becomes 0; go
    through all pairs of axes; do that until the matrix is diagonal but for rounding.

    Args:
        a: f32 or f64 [size, size], size >= 1, symmetric. Left alone.

    Returns:
        The tuple (values, vectors), new arrays with the dtype of `a`:
        values: [size]. The eigenvalues, the smallest first.
        vectors: [size, size]. Column j is an eigenvector of ``values[j]``; the columns are 1 long and perpendicular,
            also where eigenvalues are equal. Each may point either way.

    Raises:
        ValueError: `a` is not square, or not symmetric.
    """
    raise NotImplementedError("day 7: symmetric_eigen")
