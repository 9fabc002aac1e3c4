# Puts another function in its place in its first call, which it answers rightly.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    globals()["softmax"] = lambda x, axis=-1: np.zeros_like(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
