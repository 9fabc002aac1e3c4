"""Day 5: matrices that turn, that are multiplied by themselves, and that are cut into blocks."""

import numpy as np


def transpose(a: np.ndarray) -> np.ndarray:
    """Make rows of the columns.

    ``t[j, i] = a[i, j]``.

    Args:
        a: f32 or f64 [rows, cols]. Left alone.

    Returns:
        [cols, rows], with the dtype of `a`. A new array: writing into it does not change `a`.

    Raises:
        ValueError: `a` has not two axes.
    """
    raise NotImplementedError("day 5: transpose")


def trace(a: np.ndarray) -> float:
    """Add up the main diagonal.

    ``sum_i a[i, i]``.

    Args:
        a: f32 or f64 [size, size]. Left alone.

    Returns:
        One number, a float or one of NumPy's.

    Raises:
        ValueError: `a` has not two axes, or they differ in length.
    """
    raise NotImplementedError("day 5: trace")


def outer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Every number of one vector times every number of another.

    ``p[i, j] = x[i] * y[j]``.

    Args:
        x: f32 or f64 [rows]. Left alone.
        y: [cols], with the dtype of `x`. Left alone.

    Returns:
        [rows, cols], with the dtype of `x`. A new array.

    Raises:
        ValueError: `x` or `y` has not one axis.
    """
    raise NotImplementedError("day 5: outer")


def matrix_power(a: np.ndarray, n: int) -> np.ndarray:
    """Multiply a matrix by itself.

    ``a @ a @ ... @ a``, with n factors. The power 0 is the identity: 1 on the diagonal, 0 elsewhere. It takes at most
    2 products for each binary digit of n, so that n may be huge.

    Args:
        a: f32 or f64 [size, size]. Left alone.
        n: How many factors, >= 0.

    Returns:
        [size, size], with the dtype of `a`. A new array, for n = 1 too.

    Raises:
        ValueError: `a` has not two axes of one length, or n is negative.
    """
    raise NotImplementedError("day 5: matrix_power")


def rotation(angle: float) -> np.ndarray:
    """The matrix that turns the plane around its origin.

    ``rotation(angle) @ v`` is v turned counter-clockwise: from the x axis towards the y axis.

    Args:
        angle: In radians, any float. Negative: the other way.

    Returns:
        f64 [2, 2].
    """
    raise NotImplementedError("day 5: rotation")


def blocked_matmul(a: np.ndarray, b: np.ndarray, block: int = 64) -> np.ndarray:
    """The product of two matrices, put together from products of small blocks.

    `rows`, `inner` and `cols` are each cut into stretches of `block`, the last one as long as is left. Block (i, j) of
    the answer is ``sum_k A[i, k] @ B[k, j]``, where capital letters are blocks.

    Args:
        a: f32 or f64 [rows, inner]. Left alone.
        b: [inner, cols], with the dtype of `a`. Left alone.
        block: The length of a stretch, >= 1. Each `@` meets two blocks, neither of them longer than this.

    Returns:
        [rows, cols], with the dtype of `a`. A new array.

    Raises:
        ValueError: `a` or `b` has not two axes, `inner` differs between them, or `block` is below 1.
    """
    raise NotImplementedError("day 5: blocked_matmul")


def draw(axes, matrix: np.ndarray) -> None:
    """Draw the unit square, and what the matrix makes of it.

    The square's corners are (0, 0), (1, 0), (1, 1), (0, 1), in the order in which you walk around it. Each corner v
    becomes ``matrix @ v``; straight lines stay straight. Draw the outlines of both, closed, as lines or as areas;
    all of both can be seen, and a unit is as long across as up. Draw no other line between points of the plane; text,
    dots, arrows and a grid are yours.

    Args:
        axes: A matplotlib Axes, empty: draw by its methods, such as `axes.plot`.
        matrix: f32 or f64 [2, 2]. Left alone.
    """
    raise NotImplementedError("day 5: draw")
