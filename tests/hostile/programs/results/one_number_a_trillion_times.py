# Returns one number broadcast to a trillion entries, which takes no memory until it is written down.
# expect: memory

import numpy as np


def softmax(x, axis=-1):
    return np.broadcast_to(np.float32(0), (1 << 40,))
