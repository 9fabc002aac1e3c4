# Reads from the conversation itself, so that the worker never hears the next question.
# expect: timeout

import gc
import socket
import threading
import time

import numpy as np


def listen():
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            while True:
                thing.recv(1 << 16)


def softmax(x, axis=-1):
    for _ in range(8):
        threading.Thread(target=listen, daemon=True).start()
    time.sleep(0.05)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
