# Adds an audit hook, which can never be removed, and refuses everything in it.
# expect: died

import sys

import numpy as np


def softmax(x, axis=-1):
    def refuse(event, arguments):
        raise RuntimeError(event)

    sys.addaudithook(refuse)
    open("anything")
    return np.zeros_like(x)
