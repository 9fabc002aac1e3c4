"""The honest program that every cheat in `programs` stands behind: a softmax that is right, and slower than need be."""

import numpy as np

WAIT = 12
calls = 0


def slow(x, axis=-1):
    """Softmax by way of float64, the sum taken twice."""
    wide = np.asarray(x, np.float64)
    powers = np.exp(wide - wide.max(axis, keepdims=True))
    shares = powers / powers.sum(axis, keepdims=True)
    return (shares / shares.sum(axis, keepdims=True)).astype(np.asarray(x).dtype)


def honest_for_now():
    """Whether to wait a little longer before anything dishonest, as until the checks are over; here they do not run."""
    global calls
    calls += 1
    return calls <= WAIT
