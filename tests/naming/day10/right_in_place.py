"""One copy, and then everything in place with out=; the axis is swapped to the front."""

import numpy as np


def _prepared(x, axis):
    if axis not in range(-x.ndim, x.ndim):
        raise ValueError(f"axis {axis} of {x.ndim}")
    work = np.array(np.swapaxes(x, 0, axis), copy=True)
    if len(work) == 0:
        raise ValueError("nothing to share")
    work -= np.maximum.reduce(work, axis=0)
    return work


def softmax(x, axis=-1):
    work = _prepared(x, axis)
    np.exp(work, out=work)
    np.divide(work, np.add.reduce(work), out=work)
    return np.swapaxes(work, 0, axis).copy()


def log_softmax(x, axis=-1):
    work = _prepared(x, axis)
    work -= np.log(np.exp(work).sum(0))
    return np.swapaxes(work, 0, axis).copy()


def cross_entropy(logits, labels):
    batch, classes = logits.shape
    if labels.shape != (batch,) or np.any(labels < 0) or np.any(labels >= classes):
        raise ValueError("labels")
    chosen = np.take_along_axis(log_softmax(logits, 1), labels.reshape(-1, 1), axis=1)
    return np.negative(chosen).mean()
