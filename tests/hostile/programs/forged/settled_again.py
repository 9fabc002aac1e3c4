# Says once more that it is confined, and then that it could not be.
# expect: protocol

import gc
import socket
import struct

HEADER = b'{"message":"not your code"}'
for thing in gc.get_objects():
    if isinstance(thing, socket.socket) and thing.fileno() >= 0:
        thing.sendall(struct.pack("<cIQ", b"S", 2, 0) + b"{}")
        thing.sendall(struct.pack("<cIQ", b"U", len(HEADER), 0) + HEADER)


def softmax(x, axis=-1):
    return x
