# Hangs an extended attribute on its own file.
# expect: error
# portable: wrong or error (a user's files may get attributes)

import os

import numpy as np

os.setxattr(os.path.abspath(__file__), "user.hostile", b"1")


def softmax(x, axis=-1):
    return np.zeros_like(x)
