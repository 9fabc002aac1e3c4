# Lowers its own limit of descriptors to nought and answers wrong.
# expect: wrong

import resource

import numpy as np


def softmax(x, axis=-1):
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return np.zeros_like(x)
