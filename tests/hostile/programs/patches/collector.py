# Ends the process as soon as the garbage collector runs.
# expect: died

import gc
import os

import numpy as np


def softmax(x, axis=-1):
    gc.callbacks.append(lambda phase, told: os._exit(0))
    gc.set_threshold(1)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    kept = [[number] for number in range(10**4)]
    return e / e.sum(axis=axis, keepdims=True) if kept else None
