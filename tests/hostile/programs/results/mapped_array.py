# Returns an array that is a file, to be rewritten after it was judged.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.memmap("answer", x.dtype, "w+", shape=x.shape)
