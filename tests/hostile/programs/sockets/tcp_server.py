# Listens on a port of this machine, and answers wrong.
# expect: error
# portable: wrong (the network is open)

import socket

import numpy as np

server = socket.create_server(("127.0.0.1", 0))


def softmax(x, axis=-1):
    return np.zeros_like(x)
