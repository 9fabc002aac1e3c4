# Gives the process that it was forked from the lowest priority, so that every later deadline is missed.
# expect: error
# portable: wrong (the priority of a user's other processes may be lowered)

import os

import numpy as np


def softmax(x, axis=-1):
    os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)
    return np.zeros_like(x)
