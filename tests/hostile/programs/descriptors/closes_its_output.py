# Closes standard output and standard error, prints, and answers wrong.
# expect: error

import os

import numpy as np


def softmax(x, axis=-1):
    os.close(1)
    os.close(2)
    print("x" * 100000)
    return np.zeros_like(x)
