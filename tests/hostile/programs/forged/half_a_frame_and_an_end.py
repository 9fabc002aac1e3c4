# Sends half an answer, and ends the process with status 0.
# expect: died

import gc
import os
import socket
import struct


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", 100, 1 << 20) + b'{"value":')
    os._exit(0)
