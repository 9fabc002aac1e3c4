# Nests folders in its work directory deeper than a recursion can follow, and longer than a path can be.
# expect: wrong or output-limit
# deadline: 4

import os

import numpy as np

for _ in range(1500):
    os.mkdir("deeper")
    os.chdir("deeper")


def softmax(x, axis=-1):
    return np.zeros_like(x)
