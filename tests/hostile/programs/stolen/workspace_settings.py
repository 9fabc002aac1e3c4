# Reads nnkata.toml and the state that nnkata keeps.
# expect: error
# portable: wrong (the workspace is readable)

import os

import numpy as np

with open(os.path.join(os.path.dirname(__file__), "..", "nnkata.toml")) as settings:
    text = settings.read()


def softmax(x, axis=-1):
    return np.full_like(x, len(text))
