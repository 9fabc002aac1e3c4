# Sends its input away, a datagram at a time.
# expect: error
# portable: wrong (the network is open)

import socket

import numpy as np


def softmax(x, axis=-1):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as post:
        post.sendto(x.tobytes()[:512], ("127.0.0.1", 9))
    return np.zeros_like(x)
