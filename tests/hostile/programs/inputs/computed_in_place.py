# Computes in its input, and returns it: right as an answer, and the scores are gone.
# expect: wrong
# check: test_softmax_leaves_its_input_alone

import numpy as np


def softmax(x, axis=-1):
    x -= x.max(axis=axis, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=axis, keepdims=True)
    return x
