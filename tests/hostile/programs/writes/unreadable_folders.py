# Leaves folders in its work directory that can be entered and written to, but not listed.
# expect: wrong or output-limit

import os

import numpy as np

for number in range(50):
    for path in (f"{number}", f"{number}/a", f"{number}/a/b"):
        os.mkdir(path, 0o300)
    open(f"{number}/a/b/c", "w").close()


def softmax(x, axis=-1):
    return np.zeros_like(x)
