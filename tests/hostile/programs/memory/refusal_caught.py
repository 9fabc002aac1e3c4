# Catches every MemoryError and asks again, for ever.
# expect: timeout

import numpy as np


def softmax(x, axis=-1):
    while True:
        try:
            np.ones(10 << 30, np.uint8)
        except MemoryError:
            pass
