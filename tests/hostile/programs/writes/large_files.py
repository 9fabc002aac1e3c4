# Fills its work directory with half a gigabyte, one file after another, and waits (bounded, for the disk's sake).
# expect: error or output-limit
# deadline: 3

import os
import time

for number in range(4):
    with open(f"large{number}", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 128 << 20)


def softmax(x, axis=-1):
    time.sleep(60)
