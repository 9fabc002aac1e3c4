# Sends a failure whose outcome is "pass".
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"outcome":"pass","message":"30 passed","lines":[]}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"X", len(header), 0) + header)
    time.sleep(60)
