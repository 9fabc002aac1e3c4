# Sets the machine's clock to what it says, as root may.
# expect: error
# only: confined (root may set the clock that other programs read)

import time

import numpy as np

time.clock_settime(time.CLOCK_REALTIME, time.clock_gettime(time.CLOCK_REALTIME))


def softmax(x, axis=-1):
    return np.zeros_like(x)
