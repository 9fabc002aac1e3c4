# Asks for the address of a name, which tells a server what it wants to tell.
# expect: error

import socket

import numpy as np


def softmax(x, axis=-1):
    socket.getaddrinfo("30-passed.invalid", 80)
    return np.zeros_like(x)
