# Asks for ten gigabytes of zeros, which an ordinary system grants at once.
# expect: memory

import numpy as np


def softmax(x, axis=-1):
    return np.zeros(10 << 30, np.uint8)[:5]
