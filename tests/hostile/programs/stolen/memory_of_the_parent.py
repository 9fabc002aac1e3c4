# Reads the memory of pytest itself, where the expected values are.
# expect: error
# portable: wrong or error (the memory of a user's other processes is readable where the kernel allows it)

import os

import numpy as np

with open(f"/proc/{os.getppid()}/stat") as stat:
    pytest = int(stat.read().rpartition(")")[2].split()[1])
with open(f"/proc/{pytest}/maps") as maps:
    start = int(maps.readline().partition("-")[0], 16)
with open(f"/proc/{pytest}/mem", "rb", buffering=0) as memory:
    memory.seek(start)
    page = memory.read(4096)


def softmax(x, axis=-1):
    return np.full_like(x, len(page))
