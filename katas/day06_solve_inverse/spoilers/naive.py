"""Day 6 in plain loops, one multiplication at a time."""

import numpy as np


def solve_lower(lower: np.ndarray, b: np.ndarray) -> np.ndarray:
    x = b.reshape(len(b), -1).copy()
    for i in range(len(b)):
        for k in range(i):
            for j in range(x.shape[1]):
                x[i, j] -= lower[i, k] * x[k, j]
    return x.reshape(b.shape)


def solve_upper(upper: np.ndarray, b: np.ndarray) -> np.ndarray:
    x = b.reshape(len(b), -1).copy()
    for i in reversed(range(len(b))):
        for j in range(x.shape[1]):
            for k in range(i + 1, len(b)):
                x[i, j] -= upper[i, k] * x[k, j]
            x[i, j] /= upper[i, i]
    return x.reshape(b.shape)


def lu(a: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = len(a)
    if a.shape != (size, size):
        raise ValueError(f"a has shape {a.shape}, expected a square")
    order, lower, upper = np.arange(size), np.zeros_like(a), a.copy()
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(upper[i, k]))
        for part in (order, lower, upper):
            part[[k, best]] = part[[best, k]]
        lower[k, k] = 1
        for i in range(k + 1, size):
            if upper[k, k] != 0:
                lower[i, k] = upper[i, k] / upper[k, k]
            upper[i, k] = 0
            for j in range(k + 1, size):
                upper[i, j] -= lower[i, k] * upper[k, j]
    return order, lower, upper


def solve(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    if len(b) != len(a):
        raise ValueError(f"{len(a)} rows of a, {len(b)} of b")
    order, lower, upper = lu(a)
    if 0 in upper.diagonal():
        raise ValueError("a is singular")
    return solve_upper(upper, solve_lower(lower, b[order]))


def inverse(a: np.ndarray) -> np.ndarray:
    return solve(a, np.eye(len(a), dtype=a.dtype))


def det(a: np.ndarray) -> float:
    order, _, upper = lu(a)
    product = 1.0
    for i in range(len(a)):
        product *= float(upper[i, i])
        for j in range(i):
            if order[j] > order[i]:
                product = -product
    return product
