# Counts its calls in a file of its work directory, and is right for the first three.
# expect: wrong

import os

import numpy as np


def softmax(x, axis=-1):
    with open("calls", "a") as calls:
        calls.write("x")
    if os.path.getsize("calls") > 3:
        return np.zeros_like(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
