"""The hyperbolic tangent: ``y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray) -> np.ndarray:
    """Any shape."""
    return np.tanh(x)


def backward(dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """``dx = dy * (1 - y^2)``."""
    return dy * (1 - np.tanh(x) ** 2)


def error_scale(x: np.ndarray) -> tuple[int, np.ndarray]:
    """The answer itself."""
    return 1, np.abs(np.tanh(x))


def error_scale_backward(dy: np.ndarray, x: np.ndarray) -> tuple[int, np.ndarray]:
    """``1 - y^2`` is off by a rounding of 1."""
    return 1, np.abs(dy)


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape."""
    return {"x": "n"}, {"x": "batch features"}, {"x": "batch 2 3 features"}
