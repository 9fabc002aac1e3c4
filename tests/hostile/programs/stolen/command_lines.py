# Reads the command line of every process, for a seed that somebody may have asked for.
# expect: error
# portable: wrong (command lines are readable)

import os

import numpy as np

seen = []
for name in os.listdir("/proc"):
    if name.isdigit():
        try:
            with open(f"/proc/{name}/cmdline", "rb") as line:
                seen.append(line.read())
        except ProcessLookupError:
            pass


def softmax(x, axis=-1):
    return np.full_like(x, len(seen))
