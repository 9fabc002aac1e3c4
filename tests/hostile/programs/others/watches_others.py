# Counts what every process of the machine does, by the kernel's own counters.
# expect: error
# portable: wrong or error (root may watch every process)

import ctypes
import platform
import struct

import numpy as np

PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
attributes = struct.pack("<IIQ", 1, 112, 0) + bytes(96)
if libc.syscall(PERF_EVENT_OPEN, attributes, -1, 0, -1, 0) < 0:
    raise OSError(ctypes.get_errno(), "no counters")


def softmax(x, axis=-1):
    return np.zeros_like(x)
