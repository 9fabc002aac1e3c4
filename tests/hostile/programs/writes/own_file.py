# Writes a right answer over its own file, to be found by the next run.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

with open(os.path.abspath(__file__), "w") as kata:
    kata.write("def softmax(x, axis=-1):\n    return x\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
