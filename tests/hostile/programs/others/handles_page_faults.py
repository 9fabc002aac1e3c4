# Handles the page faults of its own memory, by which others' system calls can be held up.
# expect: error
# portable: wrong or error (the kernel may offer it to this user)

import ctypes
import platform

import numpy as np

USERFAULTFD = {"x86_64": 323, "aarch64": 282}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(USERFAULTFD, 0) < 0:
    raise OSError(ctypes.get_errno(), "no page faults")


def softmax(x, axis=-1):
    return np.zeros_like(x)
