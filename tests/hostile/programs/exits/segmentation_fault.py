# Reads at address 0.
# expect: died

import ctypes


def softmax(x, axis=-1):
    return ctypes.string_at(0)
