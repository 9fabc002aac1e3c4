# Makes a process by vfork from C.
# expect: error
# portable: died

import ctypes
import os

import numpy as np


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.vfork() < 0:
        raise OSError(ctypes.get_errno(), "no process")
    os._exit(0)
    return np.zeros_like(x)
