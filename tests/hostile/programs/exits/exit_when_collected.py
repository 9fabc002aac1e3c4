# An object ends the process when it is collected, after the function has returned the right answer.
# expect: died

import os

import numpy as np


class Last:
    def __del__(self):
        os._exit(0)


def softmax(x, axis=-1):
    last = Last()
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
