# Forks a process with a terminal of its own.
# expect: error
# portable: wrong

import pty
import time

import numpy as np


def softmax(x, axis=-1):
    process, _ = pty.fork()
    if process == 0:
        time.sleep(3600)
    return np.zeros_like(x)
