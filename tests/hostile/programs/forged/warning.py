# Sends an answer whose warning paints the terminal green.
# expect: wrong

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"value":true,"changed":[],"warning":"\\u001b[99A\\u001b[J\\u001b[32m30 passed\\r\\n"}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), 0) + header)
    time.sleep(60)
