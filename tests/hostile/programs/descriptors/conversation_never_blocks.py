# Makes the conversation non-blocking, so that a long answer breaks off in the middle.
# expect: died

import gc
import socket

import numpy as np


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.setblocking(False)
    return np.zeros(1 << 22)
