# Returns more than a reply may hold.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.zeros(400 << 20, np.uint8)
