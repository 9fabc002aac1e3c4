# Makes a segment of System V's shared memory, which belongs to nobody and stays when its maker ends.
# expect: error
# only: confined (the segment would outlive the check)

import ctypes

import numpy as np

CREATE = 0o1600


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0, 1 << 20, CREATE) < 0:
        raise OSError(ctypes.get_errno(), "no shared memory")
    return np.zeros_like(x)
