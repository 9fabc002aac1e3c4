# Gives its own file to somebody else, as root may.
# expect: error
# portable: wrong or error (root may give files away)

import os

import numpy as np

os.chown(os.path.abspath(__file__), 12345, 12345)


def softmax(x, axis=-1):
    return np.zeros_like(x)
