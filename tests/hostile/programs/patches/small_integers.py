# Writes over the interpreter's own number 1 and has the worker count on.
# expect: died or error or protocol or timeout or wrong or memory

import ctypes

import numpy as np


def softmax(x, axis=-1):
    answer = np.zeros_like(x)
    ctypes.c_uint32.from_address(id(1) + 24).value = 7
    return answer
