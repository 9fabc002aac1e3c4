# Returns dates.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.zeros(x.shape, "datetime64[s]")
