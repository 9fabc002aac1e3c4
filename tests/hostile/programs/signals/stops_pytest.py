# Stops pytest itself: the run would hang without a word.
# expect: error
# only: confined (a stopped pytest neither ends nor tells)

import os
import signal
import time


def softmax(x, axis=-1):
    with open(f"/proc/{os.getppid()}/stat") as stat:
        pytest = int(stat.read().rpartition(")")[2].split()[1])
    os.kill(pytest, signal.SIGSTOP)
    time.sleep(60)
