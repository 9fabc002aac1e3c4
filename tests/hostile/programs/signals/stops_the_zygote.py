# Stops the process that it was forked from, so that no other check can begin.
# expect: error
# portable: timeout (the zygote stands still until it is replaced, and checks beside this one are lost)

import os
import signal
import time


def softmax(x, axis=-1):
    os.kill(os.getppid(), signal.SIGSTOP)
    time.sleep(60)
