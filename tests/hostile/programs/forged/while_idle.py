# A thread sends answers for ever, also while nothing is asked.
# expect: protocol or wrong

import gc
import socket
import struct
import threading

import numpy as np

HEADER = b'{"value":null,"changed":[],"warning":null}'


def forge():
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            while True:
                thing.sendall(struct.pack("<cIQ", b"R", len(HEADER), 0) + HEADER)


threading.Thread(target=forge, daemon=True).start()


def softmax(x, axis=-1):
    return np.zeros_like(x)
