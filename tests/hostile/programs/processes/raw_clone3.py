# Makes a process by the newest system call for it, whose flags no filter can read.
# expect: error
# portable: wrong

import ctypes
import os
import signal
import struct
import time

import numpy as np

CLONE3 = 435


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    request = struct.pack("8Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    made = libc.syscall(CLONE3, request, len(request))
    if made < 0:
        raise OSError(ctypes.get_errno(), "no process")
    if made == 0:
        time.sleep(3600)
        os._exit(0)
    return np.zeros_like(x)
