"""Day 5, worked: matrices turned over, summed, multiplied by themselves, cut into blocks, and seen."""

import numpy as np


def transpose(a: np.ndarray) -> np.ndarray:
    if a.ndim != 2:
        raise ValueError(f"shape {a.shape}: a table has two axes")
    # a.T alone is a view: the same numbers, read in another order. Who writes into it writes into `a`.
    return a.T.copy()


def trace(a: np.ndarray) -> float:
    # The shape of anything but a table cannot be unpacked into two numbers, and that is a ValueError already.
    rows, cols = a.shape
    if rows != cols:
        raise ValueError(f"a matrix of {rows} by {cols} has no main diagonal from corner to corner")
    steps = np.arange(rows)
    # Two index arrays walk in step: (0, 0), (1, 1), (2, 2), ...
    return a[steps, steps].sum()


def outer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"shapes {x.shape} and {y.shape}: two vectors are wanted")
    # A column times a row: broadcasting repeats each along the other.
    return x[:, None] * y


def matrix_power(a: np.ndarray, n: int) -> np.ndarray:
    rows, cols = a.shape
    if rows != cols or n < 0:
        raise ValueError(f"a matrix of {rows} by {cols}, to the power of {n}")
    power = np.eye(rows, dtype=a.dtype)
    # n = 13 is 8 + 4 + 1, so a^13 = a^8 a^4 a. Squaring gives a, a^2, a^4, a^8, ...; the binary digits of n, from the
    # last to the first, say which of them are wanted.
    square = a
    while n > 0:
        if n % 2 == 1:
            power = power @ square
        n //= 2
        # Not in place: at the start `square` is the caller's own array.
        square = square @ square
    return power


def rotation(angle: float) -> np.ndarray:
    # The columns are where (1, 0) and (0, 1) go.
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def blocked_matmul(a: np.ndarray, b: np.ndarray, block: int = 64) -> np.ndarray:
    rows, inner = a.shape
    partners, cols = b.shape
    if inner != partners:
        raise ValueError(f"rows of {inner} numbers do not fit columns of {partners}")
    if block < 1:
        raise ValueError(f"block is {block}: a stretch has at least one row")
    # Sums begin at 0. np.empty would begin with whatever lay in that memory before.
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(0, rows, block):
        for j in range(0, cols, block):
            # A slice that reaches beyond the end stops there: the last block needs no case of its own.
            for k in range(0, inner, block):
                c[i : i + block, j : j + block] += a[i : i + block, k : k + block] @ b[k : k + block, j : j + block]
    return c


def draw(axes, matrix: np.ndarray) -> None:
    # The first corner comes once more at the end: that closes the outline. Turned over, each column is a corner, so
    # that one product moves them all.
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]).T
    for corners in (square, matrix @ square):
        axes.plot(corners[0], corners[1])
    axes.set_aspect("equal")
