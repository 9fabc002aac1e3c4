"""Normalisation by the root mean square over the last axis (Zhang and Sennrich 2019, arXiv 1910.07467).

``y = normal * weight`` with ``normal = x / sqrt(mean(x^2) + eps)``
"""

from typing import Any

import numpy as np


def _normal(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    factor = 1 / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)
    return x * factor, factor


def forward(x: np.ndarray, weight: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """[..., features] and [features] -> [..., features]."""
    return _normal(x, eps)[0] * weight


def backward(dy: np.ndarray, x: np.ndarray, weight: np.ndarray, eps: float = 1e-5) -> tuple[np.ndarray, np.ndarray]:
    """``dx = factor * (g - normal * mean(g * normal))`` with ``g = dy * weight``; then dweight."""
    normal, factor = _normal(x, eps)
    g = dy * weight
    dx = factor * (g - normal * (g * normal).mean(axis=-1, keepdims=True))
    return dx, (dy * normal).sum(axis=tuple(range(x.ndim - 1)))


def error_scale(x: np.ndarray, weight: np.ndarray, eps: float = 1e-5) -> tuple[int, np.ndarray]:
    """The answer itself: nothing cancels."""
    return x.shape[-1], np.abs(forward(x, weight, eps))


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, weight: np.ndarray, eps: float = 1e-5
) -> tuple[tuple[int, np.ndarray], ...]:
    """Both terms without their signs."""
    normal, factor = _normal(np.abs(x), eps)
    g = np.abs(dy * weight)
    dx = factor * (g + normal * (g * normal).mean(axis=-1, keepdims=True))
    dweight = (np.abs(dy) * normal).sum(axis=tuple(range(x.ndim - 1)))
    return (x.shape[-1], dx), (x.size // max(1, x.shape[-1]) + x.shape[-1], dweight)


EXTREMES = (1e-9, 1e9)
"""PyTorch multiplies four such numbers in its backward."""
NEVER_EMPTY = ("features",)
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Rows, and rows in a stack; another eps; weights around 1."""
    weights = {"weight": "features", "choose": {"eps": (1e-5, 1e-2)}, "made": {"weight": lambda numbers: numbers + 1}}
    return (
        {"x": "batch features", **weights},
        {"x": "batch time features", **weights, "sizes": {"batch": (1, 2, 3)}},
        {"x": "features", **weights},
    )
