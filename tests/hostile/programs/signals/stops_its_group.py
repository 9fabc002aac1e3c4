# Stops its whole process group.
# expect: timeout

import os
import signal


def softmax(x, axis=-1):
    os.killpg(0, signal.SIGSTOP)
