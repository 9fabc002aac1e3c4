# Listens on a socket in its work directory.
# expect: error
# portable: wrong

import socket

import numpy as np

server = socket.socket(socket.AF_UNIX)
server.bind("mine")
server.listen()


def softmax(x, axis=-1):
    return np.zeros_like(x)
