# Returns an array without entries, all of which are right.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    return np.zeros((0, *x.shape), x.dtype)
