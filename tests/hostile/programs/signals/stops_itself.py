# Stops its own process: it neither runs nor ends.
# expect: timeout

import os
import signal


def softmax(x, axis=-1):
    os.kill(os.getpid(), signal.SIGSTOP)
