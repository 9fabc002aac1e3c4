# Remembers answers by the size of their input.
# expect: wrong

import functools

import numpy as np


def softmax(x, axis=-1):
    @functools.cache
    def answer(size):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)

    globals().setdefault("answer", answer)
    return globals()["answer"](x.size)
