"""Day 6: equations solved by elimination, and what elimination is good for besides."""

import numpy as np


def solve_lower(lower: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given. Solve ``lower @ x = b`` from the first row down, where `lower` has ones on its diagonal.

    Args:
        lower: f32 or f64 [size, size]. What stands above the diagonal is not looked at. Left alone.
        b: [size] or [size, cols], with the dtype of `lower`. Left alone.

    Returns:
        Shape and dtype of `b`. A new array.
    """
    x = np.zeros_like(b)
    for i in range(len(b)):
        x[i] = b[i] - lower[i, :i] @ x[:i]
    return x


def solve_upper(upper: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given. Solve ``upper @ x = b`` from the last row up. A 0 on the diagonal is divided by: look for it first.

    Args:
        upper: f32 or f64 [size, size]. What stands below the diagonal is not looked at. Left alone.
        b: [size] or [size, cols], with the dtype of `upper`. Left alone.

    Returns:
        Shape and dtype of `b`. A new array.
    """
    x = np.zeros_like(b)
    for i in reversed(range(len(b))):
        x[i] = (b[i] - upper[i, i + 1 :] @ x[i + 1 :]) / upper[i, i]
    return x


def lu(a: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take a matrix apart into two triangles, its rows in a better order: ``a[order] = lower @ upper``.

    Partial pivoting: before column k is cleared, the row from k on whose number in column k is the largest in size
    moves up to place k. Where several are as large, any of them will do.

    Args:
        a: f32 or f64 [size, size], size >= 1. Finite. It may be singular: a column that is clear already is left as
            it is, and `upper` has a 0 on its diagonal there. Left alone.

    Returns:
        The tuple (order, lower, upper), all new arrays:
        order: i64[size]. Which row of `a` stands in which place: each of 0 .. size - 1 once.
        lower: [size, size], with the dtype of `a`. Ones on the diagonal, exact zeros above, and below it the
            multipliers, none larger than 1 in size.
        upper: [size, size], with the dtype of `a`. Exact zeros below the diagonal.

    Raises:
        ValueError: `a` is not square, or has not two axes.
    """
    raise NotImplementedError("day 6: lu")


def solve(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Find the x with ``a @ x = b``.

    Put into the equation, it fits but for rounding, also where `a` is nearly singular.

    Args:
        a: f32 or f64 [size, size], size >= 1. Finite. Left alone.
        b: [size], or [size, cols] for `cols` equations at once, with the dtype of `a`. Left alone.

    Returns:
        Shape and dtype of `b`. A new array.

    Raises:
        ValueError: `a` is not square, or `b` has not as many rows, or `a` is singular: a pivot is exactly 0.
    """
    raise NotImplementedError("day 6: solve")


def inverse(a: np.ndarray) -> np.ndarray:
    """Find the matrix that undoes `a`: ``a @ inverse(a)`` is the identity.

    Args:
        a: f32 or f64 [size, size], size >= 1. Finite. Left alone.

    Returns:
        Shape and dtype of `a`. A new array.

    Raises:
        ValueError: `a` is not square, or is singular: a pivot is exactly 0.
    """
    raise NotImplementedError("day 6: inverse")


def det(a: np.ndarray) -> float:
    """The determinant: by which factor `a` stretches areas, volumes and so on, negative where it mirrors them.

    Args:
        a: f32 or f64 [size, size], size >= 1. Finite. Left alone.

    Returns:
        One number, a float or a NumPy scalar; 0 where `a` is singular.

    Raises:
        ValueError: `a` is not square.
    """
    raise NotImplementedError("day 6: det")
