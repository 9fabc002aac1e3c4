# Takes addresses near its own objects for objects, and looks what they are.
# expect: died or wrong

import ctypes

import numpy as np


def softmax(x, axis=-1):
    for offset in range(16, 1 << 16, 16):
        found = ctypes.cast(id(x) + offset, ctypes.py_object).value
        if isinstance(found, np.ndarray) and found.shape == x.shape:
            return found
    return np.zeros_like(x)
