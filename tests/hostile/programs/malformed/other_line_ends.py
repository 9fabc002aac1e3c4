# Ends its lines as other systems do, and answers wrong.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    return np.zeros_like(x)
