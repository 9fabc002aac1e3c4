# Reads the checks beside its own file, to learn which answers are asked for.
# expect: error
# portable: wrong (the checks are readable)

import os

import numpy as np

with open(os.path.join(os.path.dirname(__file__), "test_kata.py")) as checks:
    text = checks.read()


def softmax(x, axis=-1):
    return np.full_like(x, len(text))
