"""Day 2: tables of numbers, their shape, and their product."""

import numpy as np


def shape(table: list[list[float]]) -> tuple[int, int]:
    """Count the rows of a table and the numbers in each row.

    Args:
        table: A list of rows, each a list of numbers. Left alone.

    Returns:
        The tuple (rows, cols), rows first, both >= 1.

    Raises:
        ValueError: There is no row, the rows are empty, or two rows differ in length.
    """
    raise NotImplementedError("day 2: shape")


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    """The product of two tables.

    ``c[i][j] = sum_k a[i][k] * b[k][j]``: row i of `a` times column j of `b`.

    Args:
        a: A list of `rows` lists of `inner` floats. Left alone.
        b: A list of `inner` lists of `cols` floats. Left alone.

    Returns:
        A new list of `rows` lists of `cols` floats. No two rows are the same list.

    Raises:
        ValueError: A row of `a` is not as long as `b` has rows, or one of the two has no shape (see `shape`).
    """
    raise NotImplementedError("day 2: matmul")


def matmul_array(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The same product for NumPy arrays, with three loops once more.

    ``c[i, j] = sum_k a[i, k] * b[k, j]``.

    Args:
        a: f32 or f64 [rows, inner]. Left alone.
        b: [inner, cols], with the dtype of `a`. Left alone.

    Returns:
        [rows, cols], with the dtype of `a`. A new array.

    Raises:
        ValueError: `a` or `b` has not two axes, or `inner` differs between them.
    """
    raise NotImplementedError("day 2: matmul_array")
