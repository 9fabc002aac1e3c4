"""Day 7, the truth: the quotient as it stands, and LAPACK's eigenvalues in float64."""

import numpy as np


def jacobi_rotation(pp, pq, qq):
    """By the tangent, the smaller root of t^2 + 2 ratio t = 1, and no angle (Golub and Van Loan 2013, 8.5)."""
    if pq == 0:
        return np.eye(2)
    ratio = (qq - pp) / (2 * pq)
    tangent = np.copysign(1, ratio) / (abs(ratio) + np.hypot(1, ratio))
    return np.array([[1, tangent], [-tangent, 1]]) / np.hypot(1, tangent)


def rayleigh_quotient(a, x):
    return float(x @ a @ x / (x @ x))


def rayleigh_quotient_error_scale(a, x):
    return len(x), float(np.abs(x) @ np.abs(a) @ np.abs(x) / (x @ x))


def symmetric_eigen(a):
    return tuple(np.linalg.eigh(a))


def symmetric_eigen_error_scale(a):
    """An eigenvalue moves by no more than the matrix does (Weyl 1912)."""
    values = np.linalg.eigvalsh(a)
    return (len(a), np.abs(values).max()), (len(a), 1.0)


def symmetric_eigen_condition(a):
    """A vector turns by the change of the matrix over the distance to the next eigenvalue (Davis and Kahan 1970)."""
    values = np.linalg.eigvalsh(a)
    apart = np.abs(values[:, None] - values)
    np.fill_diagonal(apart, np.inf)
    with np.errstate(divide="ignore"):
        return 1.0, np.abs(values).max() / apart.min(axis=0)
