"""Cross-entropy of scores against labels, the weighted mean over a batch.

``loss = -sum_{n, c} t[n, c] * log softmax(z[n])[c] / sum_n weight[label[n]]``
with ``t[n, c] = weight[c] * ((1 - smoothing) * [c = label[n]] + smoothing / classes)``

Without weights and smoothing: ``loss = mean_n (log(sum_c exp(z[n, c])) - z[n, label[n]])``. (Smoothing: Szegedy et al.
2015, arXiv 1512.00567.)
"""

from typing import Any

import numpy as np

from references.oracle import log_softmax


def forward(
    logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> Any:
    """[batch, classes], int64 [batch] and a weight for each class -> one number."""
    each = np.ones_like(logits[0]) if weight is None else weight
    logp = log_softmax.forward(logits, axis=1)
    loss = (1 - label_smoothing) * (each[labels] * logp[np.arange(len(labels)), labels]).sum()
    if label_smoothing:
        loss = loss + label_smoothing / len(each) * (each * logp).sum()
    return -loss / each[labels].sum()


def backward(
    dy: Any, logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> np.ndarray:
    """``dz[n, c] = dy / total * (softmax(z)[n, c] * sum_j t[n, j] - t[n, c])``; weights are data."""
    each = np.ones_like(logits[0]) if weight is None else weight
    p = np.exp(log_softmax.forward(logits, axis=1))
    hit = (1 - label_smoothing) * each[labels]
    dlogits = p * _rows(each, hit, label_smoothing)[:, None]
    dlogits[np.arange(len(labels)), labels] -= hit
    if label_smoothing:
        dlogits -= label_smoothing / len(each) * each
    return dlogits * (dy / each[labels].sum())


def _rows(each: np.ndarray, hit: np.ndarray, smoothing: float) -> np.ndarray:
    """``sum_c t[n, c]``."""
    return hit + smoothing / len(each) * each.sum() if smoothing else hit


def error_scale(
    logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> tuple[int, Any]:
    """The largest score of a row and the logarithm of its sum: a row's loss is their difference."""
    batch, classes = logits.shape
    each = np.ones_like(logits[0]) if weight is None else weight
    rows = 2 * np.abs(logits).max(axis=1) + np.log(classes)
    sums = _rows(each, (1 - label_smoothing) * each[labels], label_smoothing)
    return batch + classes, (sums * rows).sum() / each[labels].sum()


def error_scale_backward(
    dy: Any, logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None, label_smoothing: float = 0.0
) -> tuple[int, np.ndarray]:
    """A probability or the 1 that is taken from it; it moves by ``1 + max |z|`` where the scores are rounded."""
    each = np.ones_like(logits[0]) if weight is None else weight
    sums = _rows(each, (1 - label_smoothing) * each[labels], label_smoothing)
    moved = 1 + np.abs(logits).max(axis=1)
    scale = np.abs(dy) / each[labels].sum() * sums * moved
    return logits.shape[1], np.broadcast_to(scale[:, None], logits.shape)


NEVER_EMPTY = ("batch", "classes")
"""The mean of nothing is not defined."""
DIFFERS = {
    **{f"backward {sign}inf": "PyTorch takes dy - p * dy where the formula takes 1 - p first" for sign in ("", "-")},
    **{
        f"forward {sign}inf weight label_smoothing": "the kernel takes the sum apart: an infinite weight meets a 0"
        for sign in ("", "-")
    },
    "forward -inf label_smoothing": "a target of 0 counts for nothing in the kernel; elsewhere 0 times infinity is nan",
}


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
