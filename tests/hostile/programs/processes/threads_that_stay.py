# Starts a hundred threads that never end, and answers wrong.
# expect: wrong

import threading
import time

import numpy as np

threads = []


def softmax(x, axis=-1):
    while len(threads) < 100:
        threads.append(threading.Thread(target=time.sleep, args=(3600,)))
        threads[-1].start()
    return np.zeros_like(x)
