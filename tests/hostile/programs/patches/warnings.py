# Ends the process when the harness stops listening to warnings, from the second call on.
# expect: died

import os
import warnings

import numpy as np


def softmax(x, axis=-1):
    warnings.catch_warnings.__exit__ = lambda *arguments: os._exit(0)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
