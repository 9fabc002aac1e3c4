# Returns an array over memory that it has given back.
# expect: wrong or died

import mmap

import numpy as np


def softmax(x, axis=-1):
    pages = mmap.mmap(-1, 1 << 16)
    address = np.frombuffer(pages, np.float32).__array_interface__["data"][0]

    class Stale:
        __array_interface__ = {"shape": x.shape, "typestr": "<f4", "data": (address, False), "version": 3}

    stale = np.asarray(Stale())
    pages.close()
    return stale
