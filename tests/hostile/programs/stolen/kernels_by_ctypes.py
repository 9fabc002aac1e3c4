# Maps the kernels' library through the C loader, which knows nothing of Python's imports.
# expect: error
# portable: wrong (the kernels can be loaded)

import ctypes
import os
import sys

import numpy as np

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
kernels = ctypes.CDLL(os.path.join(package, "_kernels.abi3.so"))


def softmax(x, axis=-1):
    return np.zeros_like(x)
