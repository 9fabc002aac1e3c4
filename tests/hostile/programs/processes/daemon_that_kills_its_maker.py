# Forks, and the copy kills its parent and answers in its place.
# expect: error
# portable: died

import os
import signal
import time

import numpy as np


def softmax(x, axis=-1):
    if os.fork():
        time.sleep(60)
    os.kill(os.getppid(), signal.SIGKILL)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
