"""The truth of day 5 where no kernel has it."""

import numpy as np


def trace(a):
    return np.trace(a)


def trace_error_scale(a):
    return len(a), np.abs(np.diagonal(a)).sum()


def matrix_power(a, n):
    return np.linalg.matrix_power(a, n)


def matrix_power_error_scale(a, n):
    """Each of the products adds up `size` terms, and what they cancel says nothing about how large they were."""
    return max(1, len(a) * n), np.linalg.matrix_power(np.abs(a), n)
