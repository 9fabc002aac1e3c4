# Takes a real-time priority before every other process, and loops.
# expect: error
# only: confined (root may take the processor from everybody else)

import os


def softmax(x, axis=-1):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    while True:
        pass
