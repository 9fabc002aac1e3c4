# Writes into files that it has removed while they are open: they are in no folder.
# expect: wrong

import os

import numpy as np

kept = []
for _ in range(4):
    kept.append(open("gone", "wb"))
    kept[-1].write(bytes(1 << 20))
    os.remove("gone")


def softmax(x, axis=-1):
    return np.zeros_like(x)
