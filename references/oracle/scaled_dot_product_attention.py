"""Attention: ``y = p @ v`` with ``p = softmax(q @ k^T / sqrt(head_dim))``, the softmax over the keys."""

from typing import Any

import numpy as np


def _weights(q: np.ndarray, k: np.ndarray) -> np.ndarray:
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.dtype.type(q.shape[-1]))
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def forward(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """[..., queries, head_dim], [..., keys, head_dim], [..., keys, value_dim] -> [..., queries, value_dim]."""
    return _weights(q, k) @ v


def backward(dy: np.ndarray, q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``dq = ds @ k``, ``dk = ds^T @ q``, ``dv = p^T @ dy`` with ``ds`` the gradient by ``q @ k^T``."""
    p = _weights(q, k)
    dp = dy @ v.swapaxes(-1, -2)
    ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True)) / np.sqrt(q.dtype.type(q.shape[-1]))
    return ds @ k, ds.swapaxes(-1, -2) @ q, p.swapaxes(-1, -2) @ dy


def _moved(q: np.ndarray, k: np.ndarray) -> np.ndarray:
    """How far, relatively, the weights of a query move where its scores are rounded: [..., queries, 1]."""
    scores = np.abs(q) @ np.abs(k).swapaxes(-1, -2) / q.shape[-1] ** 0.5
    return 1 + 2 * scores.max(axis=-1, keepdims=True)


def error_scale(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[int, np.ndarray]:
    """The weighted values without their signs, times how far the weights move."""
    return q.shape[-1] + k.shape[-2], _moved(q, k) * (_weights(q, k) @ np.abs(v))


def error_scale_backward(
    dy: np.ndarray, q: np.ndarray, k: np.ndarray, v: np.ndarray
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the gradients: both terms of ``ds`` without signs, carried on by `k` and `q` without theirs."""
    p = _weights(q, k) * _moved(q, k)
    dp = np.abs(dy) @ np.abs(v).swapaxes(-1, -2)
    ds = p * (dp + (dp * _weights(q, k)).sum(axis=-1, keepdims=True)) / q.shape[-1] ** 0.5
    terms = q.shape[-1] + k.shape[-2] + q.shape[-2]
    scales = ds @ np.abs(k), ds.swapaxes(-1, -2) @ np.abs(q), p.swapaxes(-1, -2) @ np.abs(dy)
    return tuple((terms, scale) for scale in scales)


def cases() -> tuple[dict[str, Any], ...]:
    """Heads whose keys are more or fewer than the queries, and one head alone."""
    few = {"batch": (1, 2, 3), "heads": (1, 3, 2)}
    return (
        {
            "q": "batch heads time head_dim",
            "k": "batch heads keys head_dim",
            "v": "batch heads keys head_dim",
            "sizes": few,
        },
        {"q": "time head_dim", "k": "keys head_dim", "v": "keys head_dim"},
    )
