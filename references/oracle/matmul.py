"""Matrix times matrix: ``y[..., r, c] = sum_k a[..., r, k] * b[..., k, c]``."""

from typing import Any

import numpy as np


def forward(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]."""
    return a @ b


def backward(dy: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``da = dy @ b^T``, ``db = a^T @ dy``."""
    return dy @ b.swapaxes(-1, -2), a.swapaxes(-1, -2) @ dy


def error_scale(a: np.ndarray, b: np.ndarray) -> tuple[int, np.ndarray]:
    """The products without their signs: what is left after they cancel says nothing about how large they were."""
    return a.shape[-1], forward(np.abs(a), np.abs(b))


def error_scale_backward(dy: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for both gradients."""
    da, db = backward(np.abs(dy), np.abs(a), np.abs(b))
    return (b.shape[-1], da), (a.shape[-2], db)


def cases() -> tuple[dict[str, Any], ...]:
    """Plain matrices, and a stack of them."""
    return (
        {"a": "rows inner", "b": "inner cols"},
        {"a": "batch rows inner", "b": "batch inner cols", "sizes": {"batch": (1, 2, 3)}},
    )
