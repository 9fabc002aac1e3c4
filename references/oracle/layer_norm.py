"""Layer normalisation over the last axis (Ba, Kiros and Hinton 2016, arXiv 1607.06450).

``y = normal * weight + bias`` with ``normal = (x - mean(x)) / sqrt(mean((x - mean(x))^2) + eps)``
"""

from typing import Any

import numpy as np


def _normal(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    """The row with mean 0 and variance 1, and what it was multiplied by: [..., 1]."""
    centred = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    return centred * factor, factor


def forward(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """[..., features], [features], [features] -> [..., features]."""
    return _normal(x, eps)[0] * weight + bias


def backward(
    dy: np.ndarray, x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``dx = factor * (g - mean(g) - normal * mean(g * normal))`` with ``g = dy * weight``; then dweight, dbias."""
    normal, factor = _normal(x, eps)
    g = dy * weight
    along = (g * normal).mean(axis=-1, keepdims=True)
    dx = factor * (g - g.mean(axis=-1, keepdims=True) - normal * along)
    rows = tuple(range(x.ndim - 1))
    return dx, (dy * normal).sum(axis=rows), dy.sum(axis=rows)


def _moved(x: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """How far a normal number moves, beside ``1 + |normal|``, where x or its mean is rounded."""
    return 1 + factor * np.abs(x).max(axis=-1, keepdims=True)


def error_scale(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> tuple[int, np.ndarray]:
    """Rounding x or the mean moves the difference and the variance, by ``|x|`` of the row beside its spread."""
    normal, factor = _normal(x, eps)
    spread = factor * np.abs(x).max(axis=-1, keepdims=True)
    return x.shape[-1], np.abs(weight) * (spread * (1 + np.abs(normal)) + np.abs(normal)) + np.abs(bias)


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5
) -> tuple[tuple[int, np.ndarray], ...]:
    """All terms without their signs, times how far the normal numbers in them move."""
    normal, factor = _normal(x, eps)
    moved, size = _moved(x, factor), 1 + np.abs(normal)
    g = np.abs(dy * weight)
    dx = factor * moved * (g + g.mean(axis=-1, keepdims=True) + size * (g * size).mean(axis=-1, keepdims=True))
    rows = tuple(range(x.ndim - 1))
    count = x.size // max(1, x.shape[-1])
    dy = np.abs(dy)
    return (x.shape[-1], dx), (count + x.shape[-1], (dy * moved * size).sum(axis=rows)), (count, dy.sum(axis=rows))


DIFFERS = {f"backward {sign}inf": "PyTorch puts the factors of x together before it subtracts" for sign in ("", "-")}
EXTREMES = (1e-9, 1e9)
"""PyTorch multiplies four such numbers in its backward."""
NEVER_EMPTY = ("features",)
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Rows, and rows in a stack; another eps."""
    weights = {"weight": "features", "bias": "features", "choose": {"eps": (1e-5, 1e-2)}}
    return (
        {"x": "batch features", **weights},
        {"x": "batch time features", **weights, "sizes": {"batch": (1, 2, 3)}},
        {"x": "features", **weights},
    )
