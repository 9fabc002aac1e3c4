# A thread changes the input after the answer has gone, again and again.
# expect: wrong

import threading
import time

import numpy as np

kept = []


def change():
    while True:
        for x in kept:
            x[...] = 0
        time.sleep(0.001)


threading.Thread(target=change, daemon=True).start()


def softmax(x, axis=-1):
    kept.append(x)
    return np.full_like(x, 1 / x.shape[axis] if x.size > 1 else 0)
