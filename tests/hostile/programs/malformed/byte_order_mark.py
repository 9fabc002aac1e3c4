# Begins with a byte order mark, and answers wrong.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    return np.zeros_like(x)
