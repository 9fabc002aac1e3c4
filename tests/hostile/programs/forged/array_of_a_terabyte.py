# Sends the description of an array of a terabyte, with four bytes behind it.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"value":["array","float32",[1099511627776]],"changed":[],"warning":null}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), 4) + header + bytes(4))
    time.sleep(60)
