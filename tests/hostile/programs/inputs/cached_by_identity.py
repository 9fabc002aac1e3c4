# Remembers answers by the identity of their input, which another array takes over.
# expect: wrong

import numpy as np

answers = {}


def softmax(x, axis=-1):
    key = id(x) >> 12
    if key not in answers:
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        answers[key] = e / e.sum(axis=axis, keepdims=True)
    return answers[key]
