# Makes a socket by the bare system call, past every Python function that could be watched.
# expect: error
# portable: wrong (the network is open)

import ctypes
import platform
import socket

import numpy as np

SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(SOCKET, socket.AF_INET, socket.SOCK_STREAM, 0) < 0:
    raise OSError(ctypes.get_errno(), "no socket")


def softmax(x, axis=-1):
    return np.zeros_like(x)
