# Adds up an iterator without end, in C.
# expect: timeout

import itertools


def softmax(x, axis=-1):
    return sum(itertools.count())
