# Has the encoder claim an array of a terabyte with no bytes behind it.
# expect: protocol

import sys

import numpy as np


def softmax(x, axis=-1):
    values = sys.modules["nnkata_worker.values"]
    values.Encoder.encode = lambda self, value, depth=0: ["array", "float32", [1 << 38]]
    return np.zeros_like(x)
