# Sends a header of a million opening brackets.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b"[" * (1 << 20)
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), 0) + header)
    time.sleep(60)
