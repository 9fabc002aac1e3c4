# Says "not written yet" for what it cannot do; the first small case is wrong all the same.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    if x.size > 1:
        raise NotImplementedError("later")
    return np.zeros_like(x)
