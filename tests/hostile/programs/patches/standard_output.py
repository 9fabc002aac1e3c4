# Puts an object in the place of standard output that leaves when it is flushed.
# expect: died

import sys

import numpy as np


class Out:
    def write(self, text):
        return len(text)

    def flush(self):
        sys.exit(0)


def softmax(x, axis=-1):
    sys.stdout = Out()
    return np.zeros_like(x)
