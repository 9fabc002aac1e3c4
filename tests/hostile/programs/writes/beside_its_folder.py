# Leaves a folder beside its work directory.
# expect: error
# portable: wrong (the folder stays)

import os

import numpy as np

os.mkdir(os.getcwd() + "-mine")


def softmax(x, axis=-1):
    return np.zeros_like(x)
