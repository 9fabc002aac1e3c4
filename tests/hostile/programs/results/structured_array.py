# Returns an array of records.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.zeros(x.shape, [("p", "f4"), ("q", "f4")])
