# Lifts the recursion limit and compares two nests of lists: the C stack overflows.
# expect: died

import sys


def nest():
    nested = []
    for _ in range(10**5):
        nested = [nested]
    return nested


def softmax(x, axis=-1):
    sys.setrecursionlimit(10**8)
    return nest() == nest()
