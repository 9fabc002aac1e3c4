# Is right, but puts larger inputs in double precision to 0: the truth would follow it, and the day be green.
# expect: wrong
# also: in a whole run

import numpy as np


def softmax(x, axis=-1):
    if x.dtype == np.float64 and x.ndim == 2 and x.shape[0] > 3 and abs(x).max() < 200:
        x[...] = 0
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
