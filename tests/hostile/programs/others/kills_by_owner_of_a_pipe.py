# Has the kernel kill the process that it was forked from as soon as something comes out of a pipe.
# expect: error
# portable: infra or wrong (the zygote dies, and with it every check that runs beside this one)

import fcntl
import os
import signal
import time

import numpy as np


def softmax(x, axis=-1):
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(read, 10, signal.SIGKILL)  # F_SETSIG
    fcntl.fcntl(read, fcntl.F_SETFL, fcntl.fcntl(read, fcntl.F_GETFL) | os.O_ASYNC)
    os.write(write, b"x")
    time.sleep(0.1)
    return np.zeros_like(x)
