# Removes its own work directory, and answers wrong.
# expect: error
# portable: wrong

import os

import numpy as np

os.rmdir(os.getcwd())


def softmax(x, axis=-1):
    return np.zeros_like(x)
