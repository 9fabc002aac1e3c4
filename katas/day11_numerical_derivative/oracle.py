"""The truth: the slopes of the given functions, and what their rounding errors are relative to."""

import numpy as np

SLOPES = {
    "polynomial": lambda x: 3 * x**2 - 4,
    "product": lambda x: x * (2 * np.sin(x) + x * np.cos(x)),
    "quotient": lambda x: (1 - x**2) / (1 + x**2) ** 2,
    "bell": lambda x: -x * np.exp(-0.5 * x * x),
    "logarithm": lambda x: 2 * x / (1 + x**2),
    "root": lambda x: x / np.hypot(1, x),
    "doubling": lambda x: np.exp2(x) * np.log(2),
    "sigmoid": lambda x: 1 / (2 + 2 * np.cosh(x)),
}

SIZES = {
    "polynomial": lambda x: 3 * x**2 + 4,
    "product": lambda x: np.abs(2 * x * np.sin(x)) + np.abs(x**2 * np.cos(x)),
    "quotient": lambda x: 1 / (1 + x**2),
    # An exponential moves by as much, relatively, as its argument is rounded.
    "bell": lambda x: np.abs(x) * np.exp(-(x**2) / 2) * (1 + x**2),
    "logarithm": lambda x: 2 * np.abs(x) / (1 + x**2),
    "root": lambda x: np.abs(x) / np.hypot(1, x),
    "doubling": lambda x: np.exp2(x) * (1 + np.abs(x)),
    # s * (1 - s) has 1 - s, which is off by a rounding of 1.
    "sigmoid": lambda x: (1 + np.abs(x)) / (1 + np.exp(-x)),
}
"""The largest terms of which the slope is made: with other signs than in the slope, nothing cancels."""


def derivatives_of(name, x):
    return SLOPES[name](x)


def derivatives_of_error_scale(name, x):
    return 1, SIZES[name](x)
