# Connects to a port of this machine, where nobody need be listening.
# expect: error
# portable: wrong (the network is open)

import socket

import numpy as np

client = socket.socket()
try:
    client.connect(("127.0.0.1", 9))
except ConnectionRefusedError:
    pass


def softmax(x, axis=-1):
    return np.zeros_like(x)
