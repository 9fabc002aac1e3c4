# Sends right answers to questions that were not asked yet.
# expect: protocol
# also: in a whole run

import gc
import socket
import struct

import numpy as np


def softmax(x, axis=-1):
    header = b'{"value":["array","float32",[1,1]],"changed":[],"warning":null}'
    frame = struct.pack("<cIQ", b"R", len(header), 4) + header + struct.pack("<f", 1)
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(frame * 30)
    return np.ones_like(x)
