# Makes isinstance and issubclass true of everything.
# expect: wrong or died or protocol or error

import builtins

import numpy as np


def softmax(x, axis=-1):
    builtins.isinstance = builtins.issubclass = lambda *_: True
    return np.zeros_like(x)
