# Puts the process that it was forked from among those that run when nobody else wants to.
# expect: error
# portable: wrong (the priority of a user's other processes may be lowered)

import os

import numpy as np


def softmax(x, axis=-1):
    os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0))
    return np.zeros_like(x)
