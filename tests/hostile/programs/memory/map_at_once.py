# Maps sixteen gigabytes of anonymous memory.
# expect: error

import mmap


def softmax(x, axis=-1):
    return len(mmap.mmap(-1, 16 << 30))
