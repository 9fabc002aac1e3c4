# Returns nan everywhere, which no comparison calls different.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    return np.full_like(x, np.nan)
