# Prints sequences that clear a terminal and write a green line over it, and answers wrong.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    print("\x1b[2J\x1b[H\x1b[32m30 passed\x1b[0m\x1b]0;green\x07\x1b[8m")
    return np.zeros_like(x)
