# Writes through a link in its work directory that leads to its own file.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

os.symlink(os.path.abspath(__file__), "link")
with open("link", "a") as kata:
    kata.write("\n# more\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
