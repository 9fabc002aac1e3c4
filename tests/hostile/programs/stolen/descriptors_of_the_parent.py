# Copies the descriptors of the process that it was forked from into its own.
# expect: error
# portable: wrong or error (the descriptors of a user's other processes can be copied where the kernel allows it)

import ctypes
import os

import numpy as np

PIDFD_OPEN, PIDFD_GETFD = 434, 438
libc = ctypes.CDLL(None, use_errno=True)
process = libc.syscall(PIDFD_OPEN, os.getppid(), 0)
found = [libc.syscall(PIDFD_GETFD, process, number, 0) for number in range(16)]
if max(found) < 0:
    raise OSError(ctypes.get_errno(), "no descriptors of others")


def softmax(x, axis=-1):
    return np.zeros_like(x)
