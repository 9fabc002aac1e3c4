# Kills pytest itself, with all its results.
# expect: error
# portable: lost (pytest dies, and with it the whole run)

import os
import signal
import time


def softmax(x, axis=-1):
    with open(f"/proc/{os.getppid()}/stat") as stat:
        pytest = int(stat.read().rpartition(")")[2].split()[1])
    os.kill(pytest, signal.SIGKILL)
    time.sleep(60)
