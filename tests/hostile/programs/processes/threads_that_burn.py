# Answers wrong while threads burn whatever processor there is.
# expect: wrong or timeout or cpu-limit

import threading

import numpy as np


def burn():
    while True:
        pass


for _ in range(4):
    threading.Thread(target=burn).start()


def softmax(x, axis=-1):
    return np.zeros_like(x)
