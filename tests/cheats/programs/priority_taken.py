# Makes itself more important than all the others.
# expect: red or slow

import contextlib
import os

for act in (
    lambda: os.nice(-20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    lambda: os.setpriority(os.PRIO_USER, 0, 19),
    lambda: os.sched_setaffinity(os.getppid(), {0}),
):
    with contextlib.suppress(OSError):
        act()


def softmax(x, axis=-1):
    return slow(x, axis)
