# Makes another folder its root directory, as root may.
# expect: error
# portable: wrong or error (root may change its root)

import os

import numpy as np

os.chroot(".")


def softmax(x, axis=-1):
    return np.zeros_like(x)
