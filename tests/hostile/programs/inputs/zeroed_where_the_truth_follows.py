# Sets its input to 0 in the check that compares with the truth: which of both is asked for?
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    x[...] = 0
    return np.full_like(x, 1 / x.shape[axis])
