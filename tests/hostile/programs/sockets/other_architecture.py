# Calls the kernel by the numbers of the 32-bit architecture, which a careless filter does not know.
# expect: died or error
# portable: wrong or died or error

import ctypes
import mmap
import platform

import numpy as np

if platform.machine() != "x86_64":
    raise OSError("no other numbers here")
GETPID = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])  # mov eax, 20; int 0x80; ret
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(GETPID)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
number = ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def softmax(x, axis=-1):
    return np.zeros_like(x)
