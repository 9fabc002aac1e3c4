# Is a generator of right answers without end.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    while True:
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        yield (e / e.sum(axis=axis, keepdims=True)).item(0)
