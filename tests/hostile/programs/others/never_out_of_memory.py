# Has the kernel spare it when memory runs out, so that others go first.
# expect: error
# portable: wrong or error (root may ask to be spared)

import numpy as np

with open("/proc/self/oom_score_adj", "w") as adjust:
    adjust.write("-1000")


def softmax(x, axis=-1):
    return np.zeros_like(x)
