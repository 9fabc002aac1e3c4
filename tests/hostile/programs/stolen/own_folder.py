# Lists the folder that its file came from, and the one above.
# expect: error
# portable: wrong (the workspace is readable)

import os

import numpy as np

folder = os.path.dirname(os.path.abspath(__file__))
seen = os.listdir(folder) + os.listdir(os.path.dirname(folder))


def softmax(x, axis=-1):
    return np.full_like(x, len(seen))
