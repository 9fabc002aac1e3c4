# Writes into the state of the workspace that the day is done.
# expect: error
# portable: wrong (the workspace is writable)

import os

import numpy as np

state = os.path.join(os.path.dirname(__file__), "..", ".nnkata")
os.makedirs(state, exist_ok=True)
with open(os.path.join(state, "progress.json"), "w") as progress:
    progress.write('{"10": "green"}')


def softmax(x, axis=-1):
    return np.zeros_like(x)
