# Takes most of its memory, and a quarter more in files that live in memory, where no limit counts it.
# expect: error
# portable: wrong or error (memory that is written and not mapped is not counted)

import os

import numpy as np

ballast = bytes(900 << 20)
for number in range(6):
    file = os.memfd_create(f"hostile-{number}")
    for _ in range(5):
        os.write(file, bytes(8 << 20))


def softmax(x, axis=-1):
    return np.zeros_like(x)
