# Has the worker think that it is a copy of itself.
# expect: died

import os

import numpy as np


def softmax(x, axis=-1):
    os.getpid = lambda: 0
    return np.zeros_like(x)
