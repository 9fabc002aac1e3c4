# Is right for small arrays only.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    if x.size > 6:
        return x
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
