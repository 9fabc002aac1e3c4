# Listens under a name that lies in no folder.
# expect: error
# portable: wrong

import os
import socket

import numpy as np

server = socket.socket(socket.AF_UNIX)
server.bind(f"\0hostile-{os.getpid()}")
server.listen()


def softmax(x, axis=-1):
    return np.zeros_like(x)
