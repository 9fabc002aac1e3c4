# Writes into the memory of the process that it was forked from (what was there before, for the machine's sake).
# expect: error
# portable: wrong or error (the memory of a user's other processes is writable where the kernel allows it)

import ctypes
import os

import numpy as np


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
there = ctypes.addressof(ctypes.create_string_buffer(64))
kept = ctypes.create_string_buffer(64)
mine, theirs = Piece(ctypes.addressof(kept), 0), Piece(id(int), 0)
if libc.process_vm_writev(os.getppid(), ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), "no memory of others")


def softmax(x, axis=-1):
    return np.zeros_like(x)
