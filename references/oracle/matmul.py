"""Matrix times matrix: ``y[..., r, c] = sum_k a[..., r, k] * b[..., k, c]``; leading axes repeat as NumPy's do."""

from typing import Any

import numpy as np


def _turned(matrices: np.ndarray, transpose: bool) -> np.ndarray:
    return matrices.swapaxes(-1, -2) if transpose else matrices


def forward(a: np.ndarray, b: np.ndarray, transpose_a: bool = False, transpose_b: bool = False) -> np.ndarray:
    """[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]; a transposed factor lies the other way round."""
    return _turned(a, transpose_a) @ _turned(b, transpose_b)


def backward(
    dy: np.ndarray, a: np.ndarray, b: np.ndarray, transpose_a: bool = False, transpose_b: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """``da = dy @ b^T``, ``db = a^T @ dy``, summed where `a` or `b` was repeated."""
    da = dy @ _turned(b, not transpose_b)
    db = _turned(a, not transpose_a) @ dy
    return _summed(_turned(da, transpose_a), a.shape), _summed(_turned(db, transpose_b), b.shape)


def _summed(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Add up the leading axes along which an array of this shape was repeated."""
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    repeated = tuple(axis for axis, size in enumerate(shape) if size != gradient.shape[axis])
    return gradient.sum(axis=repeated, keepdims=True)


def error_scale(
    a: np.ndarray, b: np.ndarray, transpose_a: bool = False, transpose_b: bool = False
) -> tuple[int, np.ndarray]:
    """The products without their signs: what is left after they cancel says nothing about how large they were."""
    inner = _turned(a, transpose_a).shape[-1]
    return inner, forward(np.abs(a), np.abs(b), transpose_a, transpose_b)


def error_scale_backward(
    dy: np.ndarray, a: np.ndarray, b: np.ndarray, transpose_a: bool = False, transpose_b: bool = False
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for both gradients; where a matrix was repeated, its sum is longer by as much."""
    da, db = backward(np.abs(dy), np.abs(a), np.abs(b), transpose_a, transpose_b)
    stack = dy[..., 0, 0].size if dy.size else 1
    rows, cols = dy.shape[-2:]
    return (cols * stack // max(1, a[..., 0, 0].size), da), (rows * stack // max(1, b[..., 0, 0].size), db)


def cases() -> tuple[dict[str, Any], ...]:
    """Plain matrices, either factor transposed, stacks of them, and stacks that repeat a factor."""
    few = {"sizes": {"batch": (1, 2, 3), "heads": (1, 3, 2)}}
    return (
        {"a": "rows inner", "b": "inner cols"},
        {"a": "batch rows inner", "b": "batch inner cols", **few},
        {"a": "inner rows", "b": "inner cols", "choose": {"transpose_a": (True,)}},
        {"a": "batch rows inner", "b": "batch cols inner", "choose": {"transpose_b": (True,)}, **few},
        {
            "a": "batch 1 inner rows",
            "b": "heads cols inner",
            "choose": {"transpose_a": (True,), "transpose_b": (True,)},
            **few,
        },
        {"a": "batch rows inner", "b": "inner cols", **few},
    )
