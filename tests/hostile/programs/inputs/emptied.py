# Takes all entries out of its input.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    x.resize((0,), refcheck=False)
    return np.zeros(0, np.float32)
