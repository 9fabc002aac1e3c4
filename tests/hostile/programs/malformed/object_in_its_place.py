# Has an object in the function's place whose call answers wrong, and whose other methods end the process.
# expect: wrong

import os

import numpy as np


class Function:
    def __call__(self, x, axis=-1):
        return np.zeros_like(x)

    def __repr__(self):
        os._exit(0)

    __bool__ = __len__ = __iter__ = __repr__


softmax = Function()
