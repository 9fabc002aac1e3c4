# Promises an answer of an exabyte.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", 2, 1 << 60) + b"{}")
    time.sleep(60)
