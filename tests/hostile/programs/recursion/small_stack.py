# Recurses in C on a thread whose stack is tiny.
# expect: died

import sys
import threading


def softmax(x, axis=-1):
    sys.setrecursionlimit(10**8)
    threading.stack_size(64 << 10)
    thread = threading.Thread(target=deep)
    thread.start()
    thread.join()
    return x


def deep():
    one, other = [], []
    for _ in range(10**5):
        one, other = [one], [other]
    one == other
