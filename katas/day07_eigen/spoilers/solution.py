"""Day 7, worked: one eigenvector by repetition, and all of them by rotations."""

import math
from itertools import combinations

import numpy as np


def jacobi_rotation(pp: float, pq: float, qq: float) -> np.ndarray:
    gap = qq - pp
    angle = math.atan2(2 * pq if gap >= 0 else -2 * pq, abs(gap)) / 2
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s], [-s, c]])


def rayleigh_quotient(a: np.ndarray, x: np.ndarray) -> float:
    if a.shape != (len(x), len(x)):
        raise ValueError(f"a has shape {a.shape}, and x {len(x)} numbers")
    if not x.any():
        raise ValueError("x is nothing but zeros, and has no direction")
    return x @ (a @ x) / (x @ x)


def power_iteration(a: np.ndarray, start: np.ndarray, tolerance: float, max_steps: int) -> tuple[float, np.ndarray]:
    rayleigh_quotient(a, start)  # refuses what has to be refused
    x = start / np.linalg.norm(start)
    for _ in range(max_steps):
        y = a @ x
        value = x @ y  # the quotient of a vector that is 1 long
        # x itself is no measure: where the eigenvalue is negative, it changes its sign at every step.
        if np.linalg.norm(y - value * x) <= tolerance * abs(value):
            return value, x
        x = y / np.linalg.norm(y)  # else its length would grow or shrink beyond all floats
    raise RuntimeError(f"not settled after {max_steps} steps")


def symmetric_eigen(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if a.ndim != 2 or not np.array_equal(a, a.T):  # where it is not square, its transpose has another shape
        raise ValueError("a is not symmetric")
    work, vectors = a.copy(), np.eye(len(a), dtype=a.dtype)
    for _ in range(10):  # each sweep about squares what is left off the diagonal, once that is small
        for p, q in combinations(range(len(a)), 2):
            g = jacobi_rotation(work[p, p], work[p, q], work[q, q])
            # From both sides: with one of them the eigenvalues would be other ones.
            work[:, [p, q]] = work[:, [p, q]] @ g
            work[[p, q]] = g.T @ work[[p, q]]
            # a = vectors @ work @ vectors.T holds before and after: g @ g.T is the identity.
            vectors[:, [p, q]] = vectors[:, [p, q]] @ g
    order = work.diagonal().argsort()
    return work.diagonal()[order], vectors[:, order]
