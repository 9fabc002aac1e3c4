"""The logistic function: ``y = 1 / (1 + exp(-x))``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray) -> np.ndarray:
    """Any shape. The exponential is taken of what is below 0, so that it never overflows."""
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def backward(dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """``dx = dy * y * (1 - y)``."""
    y = forward(x)
    return dy * y * (1 - y)


SMALLEST = 1e-30
"""Beside this nothing is left of an answer where ``exp(-x)`` overflows, or underflows and loses its digits."""


def error_scale(x: np.ndarray) -> tuple[int, np.ndarray]:
    """The answer itself."""
    return 1, forward(x) + SMALLEST


def error_scale_backward(dy: np.ndarray, x: np.ndarray) -> tuple[int, np.ndarray]:
    """``1 - y`` is off by a rounding of 1."""
    return 1, np.abs(dy) * (forward(x) + SMALLEST)


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape."""
    return {"x": "n"}, {"x": "batch features"}, {"x": "batch 2 3 features"}
