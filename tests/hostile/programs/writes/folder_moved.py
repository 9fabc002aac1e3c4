# Moves its own work directory away, so that nobody finds it to remove it.
# expect: error
# portable: wrong (the folder stays)

import os

import numpy as np

os.rename(os.getcwd(), os.getcwd() + "-moved")


def softmax(x, axis=-1):
    return np.zeros_like(x)
