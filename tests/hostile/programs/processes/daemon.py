# Forks twice into a session of its own, ignores signals and stays; the answer is wrong.
# expect: error
# portable: wrong
# also: in a whole run

import os
import signal
import time

import numpy as np


def softmax(x, axis=-1):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(3600)
        os._exit(0)
    os.wait()
    return np.zeros_like(x)
