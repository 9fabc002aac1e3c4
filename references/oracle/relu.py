"""The rectifier: ``y = max(x, 0)``; its slope at 0 is taken as 0."""

from typing import Any

import numpy as np


def forward(x: np.ndarray) -> np.ndarray:
    """Any shape."""
    return np.maximum(x, 0)


def backward(dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """``dx = dy`` where x > 0 (or is nan), else 0."""
    return np.where(x <= 0, 0, dy)


def error_scale(x: np.ndarray) -> tuple[int, float]:
    """Nothing is rounded."""
    return 1, 0.0


def error_scale_backward(dy: np.ndarray, x: np.ndarray) -> tuple[int, float]:
    """Nothing is rounded."""
    return 1, 0.0


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape."""
    return {"x": "n"}, {"x": "batch features"}, {"x": "batch channels rows cols", "sizes": {"batch": (1, 2, 3)}}
