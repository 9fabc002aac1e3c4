# Sends a pickle, and the description of an array of objects.
# expect: protocol

import gc
import pickle
import socket
import struct
import time


def softmax(x, axis=-1):
    body = pickle.dumps(ValueError)
    header = b'{"value":["array","object",[%d]],"changed":[],"warning":null}' % (len(body) // 8)
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.sendall(struct.pack("<cIQ", b"R", len(header), len(body)) + header + body)
    time.sleep(60)
