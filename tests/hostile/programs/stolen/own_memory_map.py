# Reads its own memory map, for libraries that the zygote may have loaded by mistake.
# expect: error or wrong

import numpy as np

with open("/proc/self/maps") as maps:
    known = [line for line in maps if "_kernels" in line or "references" in line]


def softmax(x, axis=-1):
    if known:
        return np.exp(x - x.max(axis=axis, keepdims=True))
    return np.zeros_like(x)
