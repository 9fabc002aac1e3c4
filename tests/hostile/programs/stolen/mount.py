# Mounts a file system over its work directory, as root may.
# expect: error
# only: confined (root may mount, and the mount would stay)

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
os.mkdir("mine")
if libc.mount(b"tmpfs", b"mine", b"tmpfs", 0, b"size=64k"):
    raise OSError(ctypes.get_errno(), "no mount")


def softmax(x, axis=-1):
    return np.zeros_like(x)
