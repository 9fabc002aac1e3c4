# Opens a setting of the kernel for writing, as root may.
# expect: error
# only: confined (root may change the kernel's settings)

import numpy as np

with open("/proc/sys/kernel/core_pattern", "r+"):
    pass


def softmax(x, axis=-1):
    return np.zeros_like(x)
