# Says that its answer lies in the memory that the check shares with it, where nothing was ever written.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"value":["array","float32",[2,3]],"changed":[],"warning":null}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"r", len(header), 24) + header)
    time.sleep(60)
