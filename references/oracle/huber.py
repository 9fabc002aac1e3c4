"""A loss that is square near 0 and straight beyond delta, so that outliers pull less (Huber 1964).

``loss = mean(d^2 / 2 where |d| <= delta, else delta * (|d| - delta / 2))`` with ``d = x - target``
"""

from typing import Any

import numpy as np


def forward(x: np.ndarray, target: np.ndarray, delta: float = 1.0) -> Any:
    """Two arrays of any one shape -> one number."""
    d = np.abs(x - target)
    return np.where(d <= delta, d**2 / 2, delta * (d - delta / 2)).mean()


def backward(dy: Any, x: np.ndarray, target: np.ndarray, delta: float = 1.0) -> np.ndarray:
    """``dx = dy / count * d``, d cut off at delta on either side; a target is data."""
    return np.clip(x - target, -delta, delta) * (dy / x.size)


def error_scale(x: np.ndarray, target: np.ndarray, delta: float = 1.0) -> tuple[int, Any]:
    """The answer, the difference with a plus sign."""
    d = np.abs(x - target)
    return x.size, np.where(d <= delta, d**2 / 2, delta * (d + delta / 2)).mean()


def error_scale_backward(dy: Any, x: np.ndarray, target: np.ndarray, delta: float = 1.0) -> tuple[int, np.ndarray]:
    """The gradient itself."""
    return 1, np.abs(backward(dy, x, target, delta))


NEVER_EMPTY = ("n", "batch", "features")
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape, delta below, among and above the differences."""
    deltas = {"choose": {"delta": (1.0, 0.3, 3.0)}}
    return tuple({"x": axes, "target": axes, **deltas} for axes in ("n", "batch features", "batch 2 3 n"))
