# Writes another type into an object's head, so that a small object passes for an ndarray.
# expect: died or error or memory or wrong

import ctypes

import numpy as np


class Small:
    pass


def softmax(x, axis=-1):
    small = Small()
    word = ctypes.sizeof(ctypes.c_void_p)
    ctypes.c_void_p.from_address(id(small) + word).value = id(np.ndarray)
    return small
