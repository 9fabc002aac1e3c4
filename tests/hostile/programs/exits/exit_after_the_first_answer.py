# Answers once, rightly, and ends the process a moment later with status 0.
# expect: died

import os
import threading

import numpy as np


def softmax(x, axis=-1):
    threading.Timer(0.002, os._exit, (0,)).start()
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
