# Takes away every right to read the checks.
# expect: error
# portable: wrong (a user's files may get another mode)

import os

import numpy as np

os.chmod(os.path.join(os.path.dirname(__file__), "test_kata.py"), 0)


def softmax(x, axis=-1):
    return np.zeros_like(x)
