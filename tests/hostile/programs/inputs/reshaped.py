# Gives its input another shape in place.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    answer = np.full_like(x, 1 / x.shape[axis])
    x.shape = (x.size, 1, 1)
    return answer
