# Sends an answer of its own making before the true one.
# expect: wrong

import os
import stat
import struct

import numpy as np


def conversation():
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
    raise LookupError("no conversation")


def softmax(x, axis=-1):
    header = b'{"value":true,"changed":[],"warning":null}'
    os.write(conversation(), struct.pack("<cIQ", b"R", len(header), 0) + header)
    return np.zeros_like(x)
