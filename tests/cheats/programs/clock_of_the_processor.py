# Tells the clock of processor time that its own process has used nothing.
# expect: slow

import os
import resource
import time

time.clock_gettime = lambda clock: 0.0
os.times = lambda: os.times_result((0.0,) * 5)
resource.getrusage = lambda who: None


def softmax(x, axis=-1):
    return slow(x, axis)
