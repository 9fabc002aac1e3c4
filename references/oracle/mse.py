"""The mean squared error: ``loss = mean((x - target)^2)``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, target: np.ndarray) -> Any:
    """Two arrays of any one shape -> one number."""
    return ((x - target) ** 2).mean()


def backward(dy: Any, x: np.ndarray, target: np.ndarray) -> np.ndarray:
    """``dx = dy * 2 / count * (x - target)``; a target is data."""
    return (x - target) * (2 * dy / x.size)


def error_scale(x: np.ndarray, target: np.ndarray) -> tuple[int, Any]:
    """The answer itself: no difference is rounded by more than its own last digit, and squares do not cancel."""
    return x.size, forward(x, target)


def error_scale_backward(dy: Any, x: np.ndarray, target: np.ndarray) -> tuple[int, np.ndarray]:
    """The gradient itself."""
    return 1, np.abs(backward(dy, x, target))


EXTREMES = (1e-15, 1e15)
"""Squares are taken."""
NEVER_EMPTY = ("n", "batch", "features")
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape."""
    return tuple({"x": axes, "target": axes} for axes in ("n", "batch features", "batch 2 3 n"))
