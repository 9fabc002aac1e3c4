# Hands the rows to an executor whose processes are never shut down.
# expect: error
# portable: wrong

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np

kept = []


def softmax(x, axis=-1):
    if not kept:
        kept.append(ProcessPoolExecutor(2, multiprocessing.get_context("fork")))
    kept[0].submit(abs, -1).result()
    return np.zeros_like(x)
