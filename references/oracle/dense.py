"""A dense layer: ``y[n, o] = sum_i x[n, i] * w[i, o] + b[o]``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """[batch, in] x [in, out] + [out] -> [batch, out]."""
    return x @ w + b


def backward(dy: np.ndarray, x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``dx = dy @ w^T``, ``dw = x^T @ dy``, ``db[o] = sum_n dy[n, o]``."""
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)


def error_scale(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[int, np.ndarray]:
    """The products and the bias without their signs."""
    return len(w) + 1, forward(np.abs(x), np.abs(w), np.abs(b))


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, w: np.ndarray, b: np.ndarray
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the three gradients."""
    dx, dw, db = backward(np.abs(dy), np.abs(x), np.abs(w), b)
    return (w.shape[1], dx), (len(x), dw), (len(x), db)


def cases() -> tuple[dict[str, Any], ...]:
    """One layer."""
    return ({"x": "batch inputs", "w": "inputs outputs", "b": "outputs"},)
