# Says that it is loaded before it is, and then that it has answered.
# expect: protocol or wrong

import gc
import socket
import struct

HEADER = b'{"value":true,"changed":[],"warning":null}'
for thing in gc.get_objects():
    if isinstance(thing, socket.socket) and thing.fileno() >= 0:
        thing.sendall(struct.pack("<cIQ", b"Y", 2, 0) + b"{}")
        thing.sendall(struct.pack("<cIQ", b"R", len(HEADER), 0) + HEADER)


def softmax(x, axis=-1):
    return x
