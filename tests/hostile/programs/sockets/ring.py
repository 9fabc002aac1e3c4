# Makes a ring of requests by io_uring, which opens files and sockets without their system calls.
# expect: error
# portable: wrong or error (the ring is open where the kernel offers it)

import ctypes

import numpy as np

IO_URING_SETUP = 425
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(IO_URING_SETUP, 4, ctypes.create_string_buffer(120)) < 0:
    raise OSError(ctypes.get_errno(), "no ring")


def softmax(x, axis=-1):
    return np.zeros_like(x)
