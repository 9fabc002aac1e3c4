# Sends every frame twice.
# expect: wrong or protocol

import socket

import numpy as np

usual = socket.socket.sendall


class Twice(socket.socket):
    def sendall(self, data, *flags):
        usual(self, data)
        usual(self, data)


def softmax(x, axis=-1):
    socket.socket.sendall = Twice.sendall
    return np.zeros_like(x)
