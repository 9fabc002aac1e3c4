"""Day 10, worked: softmax, its logarithm, and the cross-entropy built on the logarithm."""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    # Any shift leaves the answer as it is. With the largest score moved to 0 every exponent is <= 0, so exp cannot
    # overflow, and the sum holds at least one exp(0) = 1, so it cannot be 0. One maximum a slice: with a single one
    # for the whole array, a row far below it would turn into 0 / 0.
    # keepdims leaves an axis of length 1 where the maximum was taken, so that it lines up with its own slice.
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    # Not log(softmax(x)): a probability below about 1e-45 is 0 in float32, and log(0) is -inf. Here the exponential
    # of the score asked for is never taken: log(exp(t)) = t was done on paper.
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    batch, classes = logits.shape
    # Labels of shape [batch, 1] would broadcast into batch * batch picks and still give one plausible number.
    if labels.shape != (batch,):
        raise ValueError(f"labels: shape {labels.shape}, expected ({batch},): one label a row")
    # NumPy would take a label of -1 as "the last class" without a word.
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must lie in [0, {classes})")
    # Two index arrays walk in step: row 0 with its label, row 1 with its label, one number a row.
    return -log_softmax(logits)[np.arange(batch), labels].mean()
