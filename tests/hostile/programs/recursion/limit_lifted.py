# Lifts the recursion limit and calls itself with ever more arguments.
# expect: memory or died or timeout

import sys

sys.setrecursionlimit(10**9)


def softmax(*x):
    return softmax(*x, bytes(1 << 16))
