# Reads numbers from standard input until one is right; there is none.
# expect: timeout

import sys


def softmax(x, axis=-1):
    while sys.stdin.readline() != "right\n":
        pass
