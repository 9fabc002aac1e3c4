# Deletes itself in its first call, which it answers rightly.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    del globals()["softmax"]
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
