# Unties itself from its parent's death, kills the parent and stays.
# expect: error
# portable: infra (the zygote dies, and the process stays until the session ends)

import ctypes
import os
import signal
import time

PR_SET_PDEATHSIG = 1


def softmax(x, axis=-1):
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(3600)
