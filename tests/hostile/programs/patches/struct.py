# Puts another kind into the head of every frame.
# expect: protocol

import sys

import numpy as np


class Prefix:
    size = 13

    def __init__(self, usual):
        self.usual = usual
        self.unpack = usual.unpack

    def pack(self, kind, *sizes):
        return self.usual.pack(b"P", *sizes)


def softmax(x, axis=-1):
    frames = sys.modules["nnkata_worker.frames"]
    frames.PREFIX = Prefix(frames.PREFIX)
    return np.zeros_like(x)
