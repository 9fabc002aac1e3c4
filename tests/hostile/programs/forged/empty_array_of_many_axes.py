# Sends the description of an array without entries whose axes are longer than numbers can be.
# expect: protocol

import gc
import socket
import struct
import time


def softmax(x, axis=-1):
    header = b'{"value":["array","float32",[0,4611686018427387904,-1,1e3]],"changed":[],"warning":null}'
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), 0) + header)
    time.sleep(60)
