# Binds the process that it was forked from to one processor.
# expect: error
# portable: wrong (a user's other processes may be bound to a processor)

import os

import numpy as np


def softmax(x, axis=-1):
    os.sched_setaffinity(os.getppid(), {min(os.sched_getaffinity(0))})
    return np.zeros_like(x)
