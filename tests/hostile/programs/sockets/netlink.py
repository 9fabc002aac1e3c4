# Asks the kernel about the network by a netlink socket.
# expect: error
# portable: wrong or error (the network's settings are readable)

import socket

import numpy as np

netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
netlink.bind((0, 0))


def softmax(x, axis=-1):
    return np.zeros_like(x)
