# Opens descriptors until there are none left, then answers wrong.
# expect: wrong

import os

import numpy as np

kept = []


def softmax(x, axis=-1):
    try:
        while True:
            kept.extend(os.pipe())
    except OSError:
        return np.zeros_like(x)
