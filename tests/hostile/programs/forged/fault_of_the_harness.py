# Sends a failure that says it was the harness's.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"outcome":"infra","message":"not your code","lines":[]}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"X", len(header), 0) + header)
    time.sleep(60)
