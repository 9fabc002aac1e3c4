"""The honest program that every cheat in `programs` stands behind: a softmax that is right, and slower than need be."""

import numpy as np

calls = 0


def slow(x, axis=-1):
    """Softmax by way of float64, the sum taken twice."""
    wide = np.asarray(x, np.float64)
    powers = np.exp(wide - wide.max(axis, keepdims=True))
    shares = powers / powers.sum(axis, keepdims=True)
    return (shares / shares.sum(axis, keepdims=True)).astype(np.asarray(x).dtype)


def honest_for_now():
    """Whether to wait a little longer before anything dishonest: the checks make fewer calls than that."""
    global calls
    calls += 1
    return calls <= 40
