"""Day 6, the truth: LAPACK in float64, and how far a right answer may be from it."""

import numpy as np


def solve(a, b):
    return np.linalg.solve(a, b)


def solve_condition(a, b):
    """A solution moves by so much more than its equation does (Turing 1948)."""
    return np.linalg.cond(a)


def solve_error_scale(a, b):
    return len(a), np.abs(solve(a, b)).max()


def det(a):
    return float(np.linalg.det(a))


def det_error_scale(a):
    """Each number times the determinant of what is left when its row and column are struck out: by so much the answer
    moves when that number does. The inverse would say the same, but singular matrices have an answer, too.
    """
    places = range(len(a))
    minors = [[np.linalg.det(np.delete(np.delete(a, i, 0), j, 1)) for j in places] for i in places]
    return len(a), float(np.abs(a * minors).sum())
