"""The leaky rectifier: ``y = x`` where x > 0, else ``slope * x`` (Maas, Hannun and Ng 2013)."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, slope: float = 0.01) -> np.ndarray:
    """Any shape."""
    return np.where(x > 0, x, slope * x)


def backward(dy: np.ndarray, x: np.ndarray, slope: float = 0.01) -> np.ndarray:
    """``dx = dy`` where x > 0, else ``slope * dy``."""
    return np.where(x > 0, dy, slope * dy)


def error_scale(x: np.ndarray, slope: float = 0.01) -> tuple[int, np.ndarray]:
    """The answer itself."""
    return 1, np.abs(forward(x, slope))


def error_scale_backward(dy: np.ndarray, x: np.ndarray, slope: float = 0.01) -> tuple[int, np.ndarray]:
    """The gradient itself."""
    return 1, np.abs(backward(dy, x, slope))


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape, slopes that flatten and one that turns."""
    slopes = {"choose": {"slope": (0.01, 0.3, -0.5)}}
    return {"x": "n", **slopes}, {"x": "batch features", **slopes}, {"x": "batch 2 3 features"}
