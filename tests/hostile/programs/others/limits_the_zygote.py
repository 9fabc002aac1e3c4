# Limits the descriptors of the process that it was forked from, so that no other check can begin.
# expect: error
# portable: wrong (the limits of a user's other processes may be lowered: no check begins any more)

import os
import resource

import numpy as np


def softmax(x, axis=-1):
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (8, 8))
    return np.zeros_like(x)
