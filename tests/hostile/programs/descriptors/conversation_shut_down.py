# Shuts the conversation down for writing, and goes on computing.
# expect: died

import gc
import socket
import time


def softmax(x, axis=-1):
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            thing.shutdown(socket.SHUT_WR)
    time.sleep(60)
