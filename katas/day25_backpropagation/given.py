"""Day 10's answer, for day 25 to build on."""

import numpy as np


def log_softmax(x: np.ndarray) -> np.ndarray:
    """The logarithm of the softmax over the last axis. Scores of any magnitude; a new array of the same dtype."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
