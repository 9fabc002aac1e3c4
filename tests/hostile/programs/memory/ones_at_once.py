# Asks for ten gigabytes at once.
# expect: memory
# also: in a whole run

import numpy as np


def softmax(x, axis=-1):
    return np.ones(10 << 30, np.uint8)
