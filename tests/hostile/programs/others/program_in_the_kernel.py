# Loads a program into the kernel, as root may.
# expect: error
# portable: wrong or error (root may load programs into the kernel)

import ctypes
import platform
import struct

import numpy as np

BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(BPF, 0, struct.pack("<IIIII", 2, 4, 4, 1, 0) + bytes(108), 128) < 0:
    raise OSError(ctypes.get_errno(), "no program")


def softmax(x, axis=-1):
    return np.zeros_like(x)
