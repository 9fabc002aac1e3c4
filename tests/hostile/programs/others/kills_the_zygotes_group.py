# Kills the process group of the process that it was forked from.
# expect: error
# portable: infra (the zygote dies, and with it every check that runs beside this one)

import os
import signal
import time


def softmax(x, axis=-1):
    os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)
    time.sleep(60)
