# Writes over the checks beside its own file.
# expect: error
# portable: wrong (the workspace is writable; changed checks are refused in the next run)

import os

import numpy as np

with open(os.path.join(os.path.dirname(__file__), "test_kata.py"), "w") as checks:
    checks.write("def test_nothing():\n    pass\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
