# Keeps arrays in a ring of references that only the collector could find.
# expect: memory

import numpy as np


def softmax(x, axis=-1):
    ring = None
    while True:
        ring = [ring, np.zeros(1 << 21)]
        ring.append(ring)
