# Drains a cycle into a queue of length 0: a loop in C that keeps nothing.
# expect: timeout

import collections
import itertools


def softmax(x, axis=-1):
    return collections.deque(itertools.cycle([x]), maxlen=0)
