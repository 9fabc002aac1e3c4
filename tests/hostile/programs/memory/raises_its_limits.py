# Lifts its own limit of memory, as root may, and takes two gigabytes.
# expect: error
# portable: error or wrong (root may lift its own limits)

import resource

import numpy as np


def softmax(x, axis=-1):
    everything = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (everything, everything))
    kept = np.zeros(2 << 30, np.uint8)
    return np.zeros_like(x) + kept[0]
