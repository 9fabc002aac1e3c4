# Sets the time of its own file into the past.
# expect: error
# portable: wrong (a user's files may get another time)

import os

import numpy as np

os.utime(os.path.abspath(__file__), (0, 0))


def softmax(x, axis=-1):
    return np.zeros_like(x)
