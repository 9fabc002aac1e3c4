"""The truth for what no kernel computes by itself: a multiple of a list added to another, and the length of a list."""

import numpy as np


def axpy(alpha, x, y):
    return alpha * np.asarray(x, np.float64) + np.asarray(y, np.float64)


def axpy_error_scale(alpha, x, y):
    """One product and one sum a place; where they cancel, each is as far off as its own size says."""
    return 2, np.abs(alpha * np.asarray(x, np.float64)) + np.abs(np.asarray(y, np.float64))


def norm(x):
    return np.linalg.norm(np.asarray(x, np.float64))


def norm_error_scale(x):
    """Squares do not cancel: it is relative to the answer."""
    return len(x), norm(x)
