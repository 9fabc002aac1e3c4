# Asks the process that it was forked from to end, by the signal that says so.
# expect: error
# portable: wrong

import os
import signal

import numpy as np


def softmax(x, axis=-1):
    os.kill(os.getppid(), signal.SIGTERM)
    return np.zeros_like(x)
