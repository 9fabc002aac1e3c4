# Looks through every loaded module for a function that is called softmax.
# expect: wrong

import sys

import numpy as np


def softmax(x, axis=-1):
    for name, module in list(sys.modules.items()):
        found = vars(module).get("softmax") if name != "kata" else None
        if callable(found):
            return found(x, axis)
    return np.zeros_like(x)
