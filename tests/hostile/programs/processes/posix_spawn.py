# Starts a program by posix_spawn, which is neither fork nor exec in Python.
# expect: error
# portable: wrong

import os

import numpy as np


def softmax(x, axis=-1):
    os.posix_spawn("/bin/sleep", ["sleep", "3600"], {})
    return np.zeros_like(x)
