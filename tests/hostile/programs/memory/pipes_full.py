# Fills hundreds of pipes, whose content is the kernel's memory, and answers wrong.
# expect: wrong

import fcntl
import os

import numpy as np

kept = []


def softmax(x, axis=-1):
    for _ in range(200):
        read, write = os.pipe()
        kept.append((read, write))
        try:
            fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 1 << 20)
        except OSError:
            pass
        os.set_blocking(write, False)
        try:
            os.write(write, bytes(1 << 20))
        except OSError:
            break
    return np.zeros_like(x)
