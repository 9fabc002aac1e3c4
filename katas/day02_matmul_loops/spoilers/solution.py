"""Day 2, worked: the shape of a table, and the product of two, as lists and as arrays."""

import numpy as np


def shape(table: list[list[float]]) -> tuple[int, int]:
    # A list promises nothing: without this look, a short row would only show up as an IndexError far away.
    if not table or not table[0]:
        raise ValueError("an empty table has no shape")
    cols = len(table[0])
    for row in table:
        if len(row) != cols:
            raise ValueError(f"rows of {cols} and of {len(row)} numbers in one table")
    return len(table), cols


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    rows, inner = shape(a)
    partners, cols = shape(b)
    # Too few partners would end in an IndexError, too many would be passed over in silence.
    if inner != partners:
        raise ValueError(f"rows of {inner} numbers do not fit columns of {partners}")
    c = []
    for i in range(rows):
        # A new list for every row. [[0.0] * cols] * rows would be one list, seen `rows` times.
        row = []
        for j in range(cols):
            total = 0.0
            for k in range(inner):
                total += a[i][k] * b[k][j]
            row.append(total)
        c.append(row)
    return c


def matmul_array(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    # The shape of a vector is one number: it cannot be unpacked into two, and that is a ValueError already.
    rows, inner = a.shape
    partners, cols = b.shape
    if inner != partners:
        raise ValueError(f"rows of {inner} numbers do not fit columns of {partners}")
    # Without dtype NumPy would make float64, whatever came in.
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                c[i, j] += a[i, k] * b[k, j]
    return c
