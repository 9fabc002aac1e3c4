# Returns numbers wider than any other machine's.
# expect: error or wrong

import numpy as np


def softmax(x, axis=-1):
    return np.zeros(x.shape, np.longdouble)
