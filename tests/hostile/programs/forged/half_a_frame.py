# Sends half an answer, and waits.
# expect: timeout

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", 100, 1 << 20) + b'{"value":')
    time.sleep(60)
