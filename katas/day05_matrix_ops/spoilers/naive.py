"""Day 5 by single numbers: the slow rung of the ladder. Only the product is timed."""

import numpy as np


def transpose(a):
    rows, cols = a.shape
    return np.array([[a[i, j] for i in range(rows)] for j in range(cols)])


def trace(a):
    rows, cols = a.shape
    if rows != cols:
        raise ValueError(f"a matrix of {rows} by {cols}")
    return sum(a[i, i] for i in range(rows))


def outer(x, y):
    (rows,), (cols,) = x.shape, y.shape
    return np.array([[x[i] * y[j] for j in range(cols)] for i in range(rows)])


def matrix_power(a, n):
    rows, cols = a.shape
    if rows != cols or n < 0:
        raise ValueError(f"a matrix of {rows} by {cols}, to the power of {n}")
    if n == 0:
        return np.eye(rows, dtype=a.dtype)
    half = matrix_power(a, n // 2)
    return half @ half @ a if n % 2 else half @ half


def rotation(angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def blocked_matmul(a, b, block=64):
    """A block of one row and one column, all of `inner` long: a dot product for each number of the answer."""
    rows, inner = a.shape
    partners, cols = b.shape
    if inner != partners or block < 1:
        raise ValueError(f"{a.shape} times {b.shape} in blocks of {block}")
    c = np.zeros((rows, cols), dtype=a.dtype)
    for i in range(rows):
        for j in range(cols):
            c[i, j] = a[i] @ b[:, j]
    return c


def draw(axes, matrix):
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    for corners in (square, square @ matrix.T):
        axes.fill(*corners.T, alpha=0.3)
    axes.set_aspect("equal")
