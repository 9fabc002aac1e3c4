# Forks until a hundred copies sleep beside each other (bounded, for the machine's sake).
# expect: error
# portable: wrong

import os
import time

import numpy as np

copies = []


def softmax(x, axis=-1):
    while len(copies) < 100:
        copies.append(os.fork())
        if not copies[-1]:
            time.sleep(3600)
    return np.zeros_like(x)
