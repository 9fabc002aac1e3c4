# Moves a file of its own over the checks.
# expect: error
# portable: wrong or error (the workspace is writable, where it is on the same file system)

import os

import numpy as np

with open("mine", "w") as mine:
    mine.write("def test_nothing():\n    pass\n")
os.replace("mine", os.path.join(os.path.dirname(__file__), "test_kata.py"))


def softmax(x, axis=-1):
    return np.zeros_like(x)
