"""Cross-entropy, the mean over a batch: ``loss = mean_n (log(sum_c exp(z[n, c])) - z[n, label[n]])``."""

from typing import Any

import numpy as np


def forward(logits: np.ndarray, labels: np.ndarray) -> Any:
    """[batch, classes] and int64 [batch] -> one number."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]).mean()


def backward(dy: Any, logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """``dz[n, c] = dy / batch * (softmax(z)[n, c] - [c = label[n]])``."""
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p * (dy / len(labels))


def error_scale(logits: np.ndarray, labels: np.ndarray) -> tuple[int, np.ndarray]:
    """The largest score of a row and the logarithm of its sum: a row's loss is their difference."""
    batch, classes = logits.shape
    return batch + classes, (2 * np.abs(logits).max(axis=1) + np.log(classes)).mean()


def error_scale_backward(dy: Any, logits: np.ndarray, labels: np.ndarray) -> tuple[int, np.ndarray]:
    """A probability or the 1 that is taken from it; it moves by ``1 + max |z|`` where the scores are rounded."""
    batch, classes = logits.shape
    moved = 1 + np.abs(logits).max(axis=1, keepdims=True)
    return classes, np.abs(dy) / batch * np.broadcast_to(moved, logits.shape)


def cases() -> tuple[dict[str, Any], ...]:
    """A batch with labels."""
    return ({"logits": "batch classes", "labels": "batch < classes"},)
