# Asks NumPy for one contraction of 10^13 products: no Python runs meanwhile.
# expect: timeout

import numpy as np


def softmax(x, axis=-1):
    a = np.ones((400, 400))
    return np.einsum("ij,jk,kl,lm->im", a, a, a, a)
