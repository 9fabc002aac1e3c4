"""Attention: ``y = p @ v`` with ``p = softmax(q @ k^T / sqrt(head_dim))``, the softmax over the keys.

A mask of bool says which keys a query sees, one of numbers is added to the scores; a causal query sees the keys up to
its own place. A query that sees nothing is answered with zeros. (Vaswani et al. 2017, arXiv 1706.03762.)
"""

from typing import Any

import numpy as np


def _weights(q: np.ndarray, k: np.ndarray, mask: np.ndarray | None, causal: bool) -> np.ndarray:
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.dtype.type(q.shape[-1]))
    if mask is not None:
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    if causal:
        scores = np.where(np.tri(*scores.shape[-2:]) == 1, scores, -np.inf)
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(highest == -np.inf, 0, highest))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def forward(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None, causal: bool = False
) -> np.ndarray:
    """[..., queries, head_dim], [..., keys, head_dim], [..., keys, value_dim] -> [..., queries, value_dim]."""
    return _weights(q, k, mask, causal) @ v


def backward(
    dy: np.ndarray,
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    mask: np.ndarray | None = None,
    causal: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``dq = ds @ k``, ``dk = ds^T @ q``, ``dv = p^T @ dy`` with ``ds`` the gradient by ``q @ k^T``. A mask is data."""
    p = _weights(q, k, mask, causal)
    dp = dy @ v.swapaxes(-1, -2)
    ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True)) / np.sqrt(q.dtype.type(q.shape[-1]))
    return ds @ k, ds.swapaxes(-1, -2) @ q, p.swapaxes(-1, -2) @ dy


def _moved(q: np.ndarray, k: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """How far, relatively, the weights of a query move where its scores are rounded: [..., queries, 1]."""
    scores = np.abs(q) @ np.abs(k).swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None and mask.dtype != bool:
        scores = scores + np.where(np.isfinite(mask), np.abs(mask), 0)
    return 1 + 2 * scores.max(axis=-1, keepdims=True)


def error_scale(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None, causal: bool = False
) -> tuple[int, np.ndarray]:
    """The weighted values without their signs, times how far the weights move."""
    return q.shape[-1] + k.shape[-2], _moved(q, k, mask) * (_weights(q, k, mask, causal) @ np.abs(v))


def error_scale_backward(
    dy: np.ndarray,
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    mask: np.ndarray | None = None,
    causal: bool = False,
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the gradients: both terms of ``ds`` without signs, carried on by `k` and `q` without theirs."""
    weights = _weights(q, k, mask, causal)
    p = weights * _moved(q, k, mask)
    dp = np.abs(dy) @ np.abs(v).swapaxes(-1, -2)
    ds = p * (dp + (dp * weights).sum(axis=-1, keepdims=True)) / q.shape[-1] ** 0.5
    terms = q.shape[-1] + k.shape[-2] + q.shape[-2]
    scales = ds @ np.abs(k), ds.swapaxes(-1, -2) @ np.abs(q), p.swapaxes(-1, -2) @ np.abs(dy)
    return tuple((terms, scale) for scale in scales)


DIFFERS = {
    f"{verb} {what}": "what stands behind a mask may be skipped, added as -inf, or multiplied by 0"
    for verb in ("forward", "backward")
    for what in ("causal", "mask")
}
EXTREMES = (1e-30, 1e15)
"""Scores are products."""
NEVER_EMPTY = ("keys", "head_dim")
"""A softmax over no keys, or over scores that are sums of nothing, is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Heads whose keys are more or fewer than the queries, values of another width, one head alone, all masks."""
    heads = {
        "q": "batch heads time head_dim",
        "k": "batch heads keys head_dim",
        "v": "batch heads keys value_dim",
        "sizes": {"batch": (1, 2, 3), "heads": (1, 3, 2)},
        "choose": {"causal": (False, True)},
    }
    alone = {"q": "time head_dim", "k": "keys head_dim", "v": "keys head_dim"}
    return (
        heads,
        alone,
        {**heads, "mask": "time keys", "made": {"mask": _seen}},
        {**heads, "mask": "batch heads time keys", "made": {"mask": _added}},
        {**alone, "mask": "time keys", "made": {"mask": _seen}},
        {**alone, "mask": "time keys", "choose": {"causal": (True,)}},
    )


def _seen(numbers: np.ndarray) -> np.ndarray:
    """Of bool; where all numbers are negative, nobody sees anything."""
    return numbers > -0.1


def _added(numbers: np.ndarray) -> np.ndarray:
    """Large numbers hide their key for good."""
    return np.where(numbers > 1, -np.inf, numbers)
