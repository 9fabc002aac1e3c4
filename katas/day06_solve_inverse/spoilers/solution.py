"""Day 6, worked: elimination that keeps its multipliers, and three uses of it."""

import numpy as np


def solve_lower(lower: np.ndarray, b: np.ndarray) -> np.ndarray:
    x = np.zeros_like(b)
    for i in range(len(b)):
        x[i] = b[i] - lower[i, :i] @ x[:i]
    return x


def solve_upper(upper: np.ndarray, b: np.ndarray) -> np.ndarray:
    x = np.zeros_like(b)
    for i in reversed(range(len(b))):
        x[i] = (b[i] - upper[i, i + 1 :] @ x[i + 1 :]) / upper[i, i]
    return x


def lu(a: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = len(a)
    if a.shape != (size, size):
        raise ValueError(f"a has shape {a.shape}, expected a square")
    order = np.arange(size)
    # Both triangles live in one square: where a number becomes 0, its multiplier takes the place. So a multiplier
    # travels with its row when rows are swapped, and cannot be forgotten.
    work = a.copy()
    for k in range(size):
        best = k + np.abs(work[k:, k]).argmax()  # argmax counts from k
        # A list of indices makes copies before anything is written; work[k], work[best] = ... would lose a row.
        work[[k, best]] = work[[best, k]]
        order[[k, best]] = order[[best, k]]
        if work[k, k] != 0:  # else everything below is 0, too: the column is clear
            work[k + 1 :, k] /= work[k, k]
            work[k + 1 :, k + 1 :] -= np.outer(work[k + 1 :, k], work[k, k + 1 :])
    return order, np.tril(work, -1) + np.eye(size, dtype=a.dtype), np.triu(work)


def solve(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    # b[order] would pass over rows that are too many, without a word.
    if len(b) != len(a):
        raise ValueError(f"{len(a)} rows of a, {len(b)} of b")
    order, lower, upper = lu(a)
    if (upper.diagonal() == 0).any():
        raise ValueError("a is singular")
    # a x = b has the rows of a[order] x = b[order], and that is lower (upper x) = b[order].
    return solve_upper(upper, solve_lower(lower, b[order]))


def inverse(a: np.ndarray) -> np.ndarray:
    # Column j of the inverse is what a turns into column j of the identity.
    return solve(a, np.eye(len(a), dtype=a.dtype))


def det(a: np.ndarray) -> float:
    order, _, upper = lu(a)
    # Each swap turns the sign, and makes the number of pairs in the wrong order odd or even.
    wrong = np.triu(order[:, None] > order).sum()
    product = upper.diagonal().prod()
    return -product if wrong % 2 == 1 else product
