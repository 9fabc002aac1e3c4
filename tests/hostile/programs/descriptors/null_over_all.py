# Puts /dev/null over every descriptor, the conversation among them.
# expect: died

import os


def softmax(x, axis=-1):
    null = os.open(os.devnull, os.O_RDWR)
    for fd in range(64):
        if fd != null:
            os.dup2(null, fd)
    return x
