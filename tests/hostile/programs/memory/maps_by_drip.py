# Maps memory piece by piece and never gives one back.
# expect: error

import mmap


def softmax(x, axis=-1):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 64 << 20))
