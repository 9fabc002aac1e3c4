"""Cross-entropy of scores against labels, the weighted mean over a batch.

``loss = -sum_{n, c} t[n, c] * log softmax(z[n])[c] / sum_n weight[label[n]]``
with ``t[n, c] = weight[c] * ((1 - smoothing) * [c = label[n]] + smoothing / classes)``

Without weights and smoothing: ``loss = mean_n (log(sum_c exp(z[n, c])) - z[n, label[n]])``. (Smoothing: Szegedy et al.
2015, arXiv 1512.00567.)
"""

from typing import Any

import numpy as np

from references.oracle import log_softmax


def _targets(
    logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None, smoothing: float
) -> tuple[np.ndarray, Any]:
    """``t`` [batch, classes], and what it is divided by."""
    classes = logits.shape[1]
    each = np.ones(classes, logits.dtype) if weight is None else weight
    hit = np.arange(classes) == labels[:, None]
    targets = np.where(hit, each * (1 - smoothing), 0)
    if smoothing:
        targets = targets + each * (smoothing / classes)
    return targets, each[labels].sum()


def forward(
    logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> Any:
    """[batch, classes], int64 [batch] and a weight for each class -> one number."""
    targets, total = _targets(logits, labels, weight, label_smoothing)
    # A target of nought counts for nothing, however unlikely its class is.
    return -np.where(targets == 0, 0, targets * log_softmax.forward(logits, axis=1)).sum() / total


def backward(
    dy: Any, logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> np.ndarray:
    """``dz[n, c] = dy / total * (softmax(z)[n, c] * sum_j t[n, j] - t[n, c])``; weights are data."""
    targets, total = _targets(logits, labels, weight, label_smoothing)
    p = np.exp(log_softmax.forward(logits, axis=1))
    return (p * targets.sum(axis=1, keepdims=True) - targets) * (dy / total)


def error_scale(
    logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> tuple[int, Any]:
    """The largest score of a row and the logarithm of its sum: a row's loss is their difference."""
    batch, classes = logits.shape
    targets, total = _targets(logits, labels, weight, label_smoothing)
    rows = 2 * np.abs(logits).max(axis=1) + np.log(classes)
    return batch + classes, (targets.sum(axis=1) * rows).sum() / total


def error_scale_backward(
    dy: Any, logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> tuple[int, np.ndarray]:
    """A probability or the 1 that is taken from it; it moves by ``1 + max |z|`` where the scores are rounded."""
    targets, total = _targets(logits, labels, weight, label_smoothing)
    moved = 1 + np.abs(logits).max(axis=1, keepdims=True)
    scale = np.abs(dy) / total * targets.sum(axis=1, keepdims=True) * moved
    return logits.shape[1], np.broadcast_to(scale, logits.shape)


NEVER_EMPTY = ("batch", "classes")
"""The mean of nothing is not defined."""
DIFFERS = {f"backward {sign}inf": "PyTorch takes dy - p * dy where the formula takes 1 - p first" for sign in ("", "-")}


def cases() -> tuple[dict[str, Any], ...]:
    """A batch with labels, plain, smoothed, and with weights that differ."""
    scores = {"logits": "batch classes", "labels": "batch < classes"}
    weighted = {**scores, "weight": "classes", "made": {"weight": _positive}}
    smoothed = {"choose": {"label_smoothing": (0.1, 0.5, 1.0)}}
    return scores, {**scores, **smoothed}, weighted, {**weighted, **smoothed}


def _positive(numbers: np.ndarray) -> np.ndarray:
    """Between 0.1 and 1.1, however large the scores are."""
    sizes = np.abs(numbers)
    return np.asarray(0.1, numbers.dtype) + sizes / (1 + sizes)
