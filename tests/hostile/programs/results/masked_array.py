# Returns an array whose every entry is masked, so that nothing can differ.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.ma.masked_all(x.shape, x.dtype)
