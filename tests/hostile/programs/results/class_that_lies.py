# Returns an object that says of itself that it is an ndarray.
# expect: error

import numpy as np


class Lying:
    __class__ = np.ndarray
    dtype = np.dtype("f4")
    shape = (1, 1)


def softmax(x, axis=-1):
    return Lying()
