# Leaves files in its work directory whose names are no text, and pipes and sockets that are no files.
# expect: wrong

import os

import numpy as np

for name in (b"\xff\xfe", b"\n\x1b[2J", b"-rf", b" ", b"a" * 255, "ö道".encode()):
    os.mkdir(name)
    open(os.path.join(name, name), "w").close()
    os.mkfifo(os.path.join(name, b"pipe"))


def softmax(x, axis=-1):
    return np.zeros_like(x)
