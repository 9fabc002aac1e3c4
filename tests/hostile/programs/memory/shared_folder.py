# Fills the folder of shared memory, which outlives every process.
# expect: error
# portable: wrong (the file stays in /dev/shm)

import os

import numpy as np


def softmax(x, axis=-1):
    with open("/dev/shm/hostile" + os.getcwd().replace("/", "-"), "wb") as file:
        for _ in range(4):
            file.write(bytes(8 << 20))
    return np.zeros_like(x)
