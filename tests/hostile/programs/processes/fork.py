# Forks, and lets both copies go back to whoever called.
# expect: error
# portable: wrong

import os

import numpy as np


def softmax(x, axis=-1):
    os.fork()
    return np.zeros_like(x)
