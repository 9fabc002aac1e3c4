# Becomes the debugger of the process that it was forked from.
# expect: error
# portable: wrong or error (a user's processes may debug each other where the kernel allows it)

import ctypes
import os

import numpy as np

SEIZE = 0x4206
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 4
if libc.ptrace(SEIZE, os.getppid(), 0, 0) < 0:
    raise OSError(ctypes.get_errno(), "no debugger")


def softmax(x, axis=-1):
    return np.zeros_like(x)
