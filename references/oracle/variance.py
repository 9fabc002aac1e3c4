"""The variance along one axis: ``y = sum_i (x[i] - mean(x))^2 / (n - ddof)``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, axis: int = -1, ddof: int = 0) -> Any:
    """[..., n, ...] -> the shape without that axis; nan or infinity where n is `ddof`."""
    centred = x - x.mean(axis=axis, keepdims=True)
    return (centred**2).sum(axis=axis) / (x.shape[axis] - ddof)


def backward(dy: Any, x: np.ndarray, axis: int = -1, ddof: int = 0) -> np.ndarray:
    """``dx = dy * 2 / (n - ddof) * (x - mean(x))``."""
    centred = x - x.mean(axis=axis, keepdims=True)
    return centred * np.expand_dims(2 * dy / (x.shape[axis] - ddof), axis)


def error_scale(x: np.ndarray, axis: int = -1, ddof: int = 0) -> tuple[int, Any]:
    """A difference is off by a rounding of the row's numbers, which shows doubled beside the difference itself, and,
    where all of them are equal, as the square of the rounding: that is what the last term is for."""
    centred = np.abs(x - x.mean(axis=axis, keepdims=True))
    largest = np.abs(x).max(axis=axis, keepdims=True)
    sums = (centred**2 + 2 * centred * largest + 1e-6 * largest**2).sum(axis=axis)
    return x.shape[axis], sums / (x.shape[axis] - ddof)


def error_scale_backward(dy: Any, x: np.ndarray, axis: int = -1, ddof: int = 0) -> tuple[int, np.ndarray]:
    """The largest number of a row: that is what the difference was rounded beside."""
    largest = np.abs(x).max(axis=axis, keepdims=True)
    scale = 2 * largest * np.expand_dims(2 * np.abs(dy) / (x.shape[axis] - ddof), axis)
    return x.shape[axis], np.broadcast_to(scale, x.shape)


EXTREMES = (1e-15, 1e15)
"""Squares are taken."""
NEVER_EMPTY = ("n", "features")
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Rows, along either axis, and the middle axis of a stack, divided by the count and by one less."""
    ddof = {"ddof": (0, 1)}
    return (
        {
            "x": "n features",
            "choose": {"axis": (-1, 0), **ddof},
            "where": lambda case: _left(case, case.n, case.features),
        },
        {
            "x": "batch features pixels",
            "choose": {"axis": (1,), **ddof},
            "where": lambda case: _left(case, case.features),
        },
        {"x": "n", "choose": {"axis": (0,), **ddof}, "where": lambda case: _left(case, case.n)},
    )


def _left(case: Any, *lengths: int) -> bool:
    """Whether something is left to divide by."""
    left: bool = min(lengths) > case.ddof
    return left
