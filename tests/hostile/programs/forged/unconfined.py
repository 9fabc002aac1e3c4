# Says that it could not be confined, which would be the harness's fault.
# expect: protocol

import gc
import socket
import struct

HEADER = b'{"message":"not your code"}'
for thing in gc.get_objects():
    if isinstance(thing, socket.socket) and thing.fileno() >= 0:
        thing.sendall(struct.pack("<cIQ", b"U", len(HEADER), 0) + HEADER)


def softmax(x, axis=-1):
    return x
