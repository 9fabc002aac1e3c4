# Writes noise over the memory of the modules it was given, page by page, until something gives.
# expect: died or error or protocol or timeout or memory

import ctypes
import sys


def softmax(x, axis=-1):
    for name, module in list(sys.modules.items()):
        if name.startswith(("nnkata", "json", "numpy")):
            for value in list(vars(module).values()):
                ctypes.memset(id(value) + 16, 0xA5, 16)
    return x
