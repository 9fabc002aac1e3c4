# Sends a failure that asks for pytest's own exception, and one that asks for SystemExit.
# expect: error

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"outcome":"exception","type":"Skipped","nearest":"SystemExit","message":"","lines":[]}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"X", len(header), 0) + header)
    time.sleep(60)
