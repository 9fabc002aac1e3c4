# Removes the lesson.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

os.remove(os.path.join(os.path.dirname(__file__), "lesson.md"))


def softmax(x, axis=-1):
    return np.zeros_like(x)
