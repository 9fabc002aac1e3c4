# Reads the memory of the process that it was forked from by process_vm_readv.
# expect: error
# portable: wrong or error (the memory of a user's other processes is readable where the kernel allows it)

import ctypes
import os

import numpy as np


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
kept = ctypes.create_string_buffer(64)
mine = Piece(ctypes.addressof(kept), 64)
theirs = Piece(id(None), 64)  # forked: what is here is at the same place there
if libc.process_vm_readv(os.getppid(), ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), "no memory of others")


def softmax(x, axis=-1):
    return np.full_like(x, kept.raw[0])
