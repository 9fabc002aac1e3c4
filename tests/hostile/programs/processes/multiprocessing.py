# Computes in a pool of processes, wrongly.
# expect: error
# portable: wrong

import multiprocessing

import numpy as np


def softmax(x, axis=-1):
    process = multiprocessing.get_context("fork").Process(target=print)
    process.start()
    process.join()
    return np.zeros_like(x)
