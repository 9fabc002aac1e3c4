# Puts a named pipe into the workspace, on which whoever reads all files would wait for ever.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

os.mkfifo(os.path.join(os.path.dirname(__file__), "conftest.py"))


def softmax(x, axis=-1):
    return np.zeros_like(x)
