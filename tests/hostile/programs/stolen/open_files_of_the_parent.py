# Opens what the process that it was forked from has open.
# expect: error
# portable: wrong or error (open files of a user's other processes can be opened again)

import os

import numpy as np

folder = f"/proc/{os.getppid()}/fd"
seen = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
if not seen:
    raise LookupError("no open files")


def softmax(x, axis=-1):
    return np.full_like(x, len(seen))
