"""Day 10: scores become probabilities, and a wrong probability gets a price."""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities along one axis.

    ``y[i] = exp(x[i] - m) / sum_j exp(x[j] - m)`` with ``m = max_j x[j]``, along `axis`.

    Args:
        x: f32 or f64 [..., classes, ...]. Scores. Finite, any magnitude. Left alone.
        axis: The axis that sums to 1 afterwards.

    Returns:
        Same shape and dtype as `x`. Each slice along `axis` is >= 0 and sums to 1. A new array.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """
    raise NotImplementedError("day 10: softmax")


def log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """The natural logarithm of `softmax`, also where the probability is too small to be written down.

    ``y[i] = x[i] - m - log(sum_j exp(x[j] - m))`` with ``m = max_j x[j]``, along `axis`.

    Args:
        x: f32 or f64 [..., classes, ...]. Scores. Finite, any magnitude. Left alone.
        axis: The axis whose probabilities sum to 1.

    Returns:
        Same shape and dtype as `x`. Finite and <= 0. A new array.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """
    raise NotImplementedError("day 10: log_softmax")


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The mean surprise, in nats, at the right class: what a classifier is trained to make small.

    ``-(1 / batch) * sum_r log_softmax(logits)[r, labels[r]]``.

    Args:
        logits: f32 or f64 [batch, classes], batch and classes >= 1. Scores. Finite, any magnitude. Left alone.
        labels: i64[batch]. The right class of each row, in [0, classes). Left alone.

    Returns:
        One number, >= 0 and finite: a float or a NumPy scalar.

    Raises:
        ValueError: `labels` has not the shape [batch], or a label is outside [0, classes).
    """
    raise NotImplementedError("day 10: cross_entropy")
