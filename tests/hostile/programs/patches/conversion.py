# Has every array that leaves turn into bytes of another length.
# expect: protocol

import numpy as np


def softmax(x, axis=-1):
    usual = np.ascontiguousarray
    np.ascontiguousarray = lambda array, *dtype: usual(np.zeros(7))
    return np.ones_like(x)
