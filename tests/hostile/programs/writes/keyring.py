# Leaves a key in the kernel's keyring, which no process owns.
# expect: error
# portable: wrong or error (the key stays until the keyring goes)

import ctypes
import platform

import numpy as np

ADD_KEY = {"x86_64": 248, "aarch64": 217}[platform.machine()]
PROCESS_KEYRING = -2
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(ADD_KEY, b"user", b"hostile", b"30 passed", 9, PROCESS_KEYRING) < 0:
    raise OSError(ctypes.get_errno(), "no key")


def softmax(x, axis=-1):
    return np.zeros_like(x)
