"""The logarithm of softmax: ``y[i] = x[i] - m - log(sum_j exp(x[j] - m))`` with ``m = max_j x[j]``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """[..., classes, ...] -> the same shape; ``exp(y)`` sums to 1 along `axis`."""
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def backward(dy: np.ndarray, x: np.ndarray, axis: int = -1) -> np.ndarray:
    """``dx[i] = dy[i] - softmax(x)[i] * sum_j dy[j]``."""
    return dy - np.exp(forward(x, axis)) * dy.sum(axis=axis, keepdims=True)


def error_scale(x: np.ndarray, axis: int = -1) -> tuple[int, np.ndarray]:
    """The largest score of a slice and the logarithm of its sum: the answer is their difference."""
    largest = np.abs(x).max(axis=axis, keepdims=True)
    return x.shape[axis], 2 * largest + np.log(x.shape[axis])


def error_scale_backward(dy: np.ndarray, x: np.ndarray, axis: int = -1) -> tuple[int, np.ndarray]:
    """Both terms without their signs; the probability moves by ``1 + max |x|`` where the scores are rounded."""
    moved = 1 + np.abs(x).max(axis=axis, keepdims=True)
    y = np.exp(forward(x, axis)).max(axis=axis, keepdims=True)
    return x.shape[axis], np.abs(dy) + moved * y * np.abs(dy).sum(axis=axis, keepdims=True)


NEVER_EMPTY = ("classes",)
"""A slice of no scores has no maximum."""


def cases() -> tuple[dict[str, Any], ...]:
    """Rows of scores, along either axis, and a stack of images along the axis in the middle."""
    return (
        {"x": "batch classes", "choose": {"axis": (-1, 0)}},
        {"x": "batch classes pixels", "choose": {"axis": (1,)}},
        {"x": "classes", "choose": {"axis": (0,)}},
    )
