# Gives its input another type in place.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    x.dtype = np.dtype(f"i{x.itemsize}")
    return np.zeros(x.shape, np.float32)
