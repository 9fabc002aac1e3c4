# Replaces builtins that a comparison or an encoder might use.
# expect: wrong or died or protocol or error

import builtins

import numpy as np


def softmax(x, axis=-1):
    answer = np.zeros_like(x)
    builtins.all = lambda *_: True
    builtins.abs = builtins.max = lambda *_: 0
    builtins.len = lambda *_: 0
    return answer
