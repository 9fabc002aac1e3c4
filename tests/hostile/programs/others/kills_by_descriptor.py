# Kills the process that it was forked from by a descriptor of it.
# expect: error
# portable: infra (the zygote dies, and with it every check that runs beside this one)

import os
import signal
import time


def softmax(x, axis=-1):
    signal.pidfd_send_signal(os.pidfd_open(os.getppid()), signal.SIGKILL)
    time.sleep(60)
