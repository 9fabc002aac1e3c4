# Reads the environment of the process that it was forked from.
# expect: error
# portable: wrong (the zygote's environment is readable)

import os

import numpy as np

with open(f"/proc/{os.getppid()}/environ", "rb") as environ:
    secrets = environ.read()


def softmax(x, axis=-1):
    return np.full_like(x, len(secrets))
