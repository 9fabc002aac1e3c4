# Has a shell run a program in the background.
# expect: error
# portable: wrong

import os

import numpy as np


def softmax(x, axis=-1):
    if os.system("sleep 3600 & exit 7") >> 8 != 7:
        raise OSError("no shell")
    return np.zeros_like(x)
