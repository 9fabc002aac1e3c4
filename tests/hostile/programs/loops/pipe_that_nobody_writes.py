# Reads from a pipe whose other end it holds itself.
# expect: timeout

import os


def softmax(x, axis=-1):
    read, write = os.pipe()
    return os.read(read, 1)
