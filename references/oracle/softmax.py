"""Softmax along one axis: ``y[i] = exp(x[i] - m) / sum_j exp(x[j] - m)`` with ``m = max_j x[j]``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """[..., classes, ...] -> the same shape; sums to 1 along `axis`."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def backward(dy: np.ndarray, x: np.ndarray, axis: int = -1) -> np.ndarray:
    """``dx[i] = y[i] * (dy[i] - sum_j dy[j] * y[j])``."""
    y = forward(x, axis)
    return y * (dy - (dy * y).sum(axis=axis, keepdims=True))


def error_scale(x: np.ndarray, axis: int = -1) -> tuple[int, np.ndarray]:
    """The largest probability of a slice, times how far it moves where the scores are rounded: ``1 + max |x|``."""
    moved = 1 + np.abs(x).max(axis=axis, keepdims=True)
    return x.shape[axis], moved * forward(x, axis).max(axis=axis, keepdims=True)


def error_scale_backward(dy: np.ndarray, x: np.ndarray, axis: int = -1) -> tuple[int, np.ndarray]:
    """Both terms of the gradient without their signs, times the same."""
    terms, scale = error_scale(x, axis)
    mean = (np.abs(dy) * forward(x, axis)).sum(axis=axis, keepdims=True)
    return terms, scale * (np.abs(dy) + mean)


NEVER_EMPTY = ("classes",)
"""A slice of no scores has no maximum."""


def cases() -> tuple[dict[str, Any], ...]:
    """Rows of scores, along either axis, and a stack of images along the axis in the middle."""
    return (
        {"x": "batch classes", "choose": {"axis": (-1, 0)}},
        {"x": "batch classes pixels", "choose": {"axis": (1,)}},
        {"x": "classes", "choose": {"axis": (0,)}},
    )
