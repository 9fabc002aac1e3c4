# Gives the machine the name that it has, as root may.
# expect: error
# only: confined (root may rename the machine)

import socket

import numpy as np

socket.sethostname(socket.gethostname())


def softmax(x, axis=-1):
    return np.zeros_like(x)
