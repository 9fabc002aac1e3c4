# Sets its input to 0 and answers rightly for that, so that the truth is asked for the same zeros.
# expect: wrong
# check: test_softmax_leaves_its_input_alone
# also: in a whole run

import numpy as np


def softmax(x, axis=-1):
    x[...] = 0
    return np.full_like(x, 1 / x.shape[axis])
