# Returns a view of an array that reaches a terabyte beyond it.
# expect: died or memory

import numpy as np


def softmax(x, axis=-1):
    return np.lib.stride_tricks.as_strided(x, (64, 64), (1 << 34, 1 << 30))
