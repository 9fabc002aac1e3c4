# Listens to every packet of the machine, as root may.
# expect: error
# portable: wrong or error (root may listen to packets)

import socket

import numpy as np

packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)


def softmax(x, axis=-1):
    return np.zeros_like(x)
