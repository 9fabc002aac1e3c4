# Makes a process by the bare system call, past every Python function that could be watched.
# expect: error
# portable: wrong

import ctypes
import os
import platform
import signal
import time

import numpy as np

CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.syscall(CLONE, signal.SIGCHLD, None, None, None, None)
    if made < 0:
        raise OSError(ctypes.get_errno(), "no process")
    if made == 0:
        time.sleep(3600)
        os._exit(0)
    return np.zeros_like(x)
