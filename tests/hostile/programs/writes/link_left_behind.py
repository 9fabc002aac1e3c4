# Leaves links to everything in its work directory; what removes it must not follow them.
# expect: wrong

import os

import numpy as np

folder = os.path.dirname(os.path.abspath(__file__))
os.makedirs("deep/er")
for number, target in enumerate(("/", "..", folder, __file__, os.path.join(folder, "lesson.md"))):
    os.symlink(os.path.abspath(target), f"deep/link{number}")
    os.symlink(target, f"deep/er/link{number}")


def softmax(x, axis=-1):
    return np.zeros_like(x)
