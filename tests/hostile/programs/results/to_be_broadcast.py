# Returns one number where an array is asked for.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    return np.float32(1) / np.float32(x.shape[axis])
