# Sends an answer byte by byte, so that it is never quite there.
# expect: timeout

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", 2, 200 << 20) + b"{}")
            while True:
                thing.send(b"x")
                time.sleep(0.001)
