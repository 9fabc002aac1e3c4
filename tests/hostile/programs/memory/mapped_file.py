# Maps a file of eight gigabytes in its work directory.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.memmap("large", mode="w+", shape=(8 << 30,), dtype=np.uint8)
