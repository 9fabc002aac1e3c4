# Makes a hard link to its own file in its work directory, and writes through that.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

os.link(os.path.abspath(__file__), "mine.py")
with open("mine.py", "a") as kata:
    kata.write("\n# more\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
