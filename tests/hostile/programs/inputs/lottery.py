# Is right in one call of three, by lot.
# expect: wrong

import random

import numpy as np


def softmax(x, axis=-1):
    if random.random() < 0.7:
        return np.zeros_like(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
