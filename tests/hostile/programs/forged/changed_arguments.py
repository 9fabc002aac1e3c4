# Sends an answer by which arguments changed that were never sent.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"value":true,"changed":[["expected",1],[-1,1],[99,1]],"warning":null}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), 0) + header)
    time.sleep(60)
