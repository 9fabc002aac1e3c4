# Forks seven times in a row, so that 128 copies burn at once.
# expect: error
# portable: timeout

import os
import time


def softmax(x, axis=-1):
    for _ in range(7):
        os.fork()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        pass
