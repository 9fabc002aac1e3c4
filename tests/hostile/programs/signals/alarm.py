# Has the kernel end it a moment later.
# expect: died

import signal
import time


def softmax(x, axis=-1):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(60)
