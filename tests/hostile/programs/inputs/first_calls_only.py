# Is right for the first three calls, and then no more.
# expect: wrong
# also: in a whole run

import itertools

import numpy as np

calls = itertools.count()


def softmax(x, axis=-1):
    if next(calls) >= 3:
        return np.zeros_like(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
