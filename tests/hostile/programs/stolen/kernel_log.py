# Reads the kernel's log, in which other processes are named.
# expect: error
# portable: wrong or error (root may read the kernel's log)

import ctypes

import numpy as np

SIZE_OF_BUFFER = 10
libc = ctypes.CDLL(None, use_errno=True)
if libc.klogctl(SIZE_OF_BUFFER, None, 0) < 0:
    raise OSError(ctypes.get_errno(), "no log")


def softmax(x, axis=-1):
    return np.zeros_like(x)
