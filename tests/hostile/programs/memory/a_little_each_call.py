# Answers rightly and keeps a hundred megabytes of each call.
# expect: memory

import numpy as np

kept = []


def softmax(x, axis=-1):
    kept.append(np.zeros(100 << 20, np.uint8))
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
