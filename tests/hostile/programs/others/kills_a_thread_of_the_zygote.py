# Kills the process that it was forked from by the number of its thread.
# expect: error
# portable: infra (the zygote dies, and with it every check that runs beside this one)

import ctypes
import os
import platform
import signal
import time

TGKILL = {"x86_64": 234, "aarch64": 131}[platform.machine()]


def softmax(x, axis=-1):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(TGKILL, os.getppid(), os.getppid(), signal.SIGKILL):
        raise OSError(ctypes.get_errno(), "not killed")
    time.sleep(60)
