# Warns with a text that moves the cursor and paints the result green, and answers wrong.
# expect: wrong

import warnings

import numpy as np


def softmax(x, axis=-1):
    warnings.warn("\x1b[99A\x1b[J\x1b[32m30 passed\x1b[0m\n1 day: 1 green", RuntimeWarning, stacklevel=1)
    return np.zeros_like(x)
