# Is right for arrays that lie in memory row by row, and wrong for every other layout.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    plain = np.frombuffer(x.data.tobytes("A"), x.dtype).reshape(x.shape)
    e = np.exp(plain - plain.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
