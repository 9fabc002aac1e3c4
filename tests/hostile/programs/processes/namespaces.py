# Moves into namespaces of its own, where it would be root.
# expect: error
# portable: wrong or error (root may make namespaces)

import ctypes

import numpy as np

NEW_USER_AND_MOUNTS = 0x10020000


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER_AND_MOUNTS):
        raise OSError(ctypes.get_errno(), "no namespace")
    return np.zeros_like(x)
