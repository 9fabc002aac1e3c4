# Makes a file in its work directory that nobody can remove, as root may.
# expect: error
# portable: wrong or error (root may make files that cannot be removed)

import fcntl
import struct

import numpy as np

SETFLAGS, IMMUTABLE = 0x40086602, 0x10
with open("forever", "w") as file:
    fcntl.ioctl(file, SETFLAGS, struct.pack("l", IMMUTABLE))


def softmax(x, axis=-1):
    return np.zeros_like(x)
