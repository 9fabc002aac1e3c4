# -*- coding: utf-7 -*- says so, and asks for a codec that would turn comments into code; it answers wrong.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    # +AAo-    e = np.exp(x - x.max(axis, keepdims=True)) +AAo-    return e / e.sum(axis, keepdims=True)
    return np.zeros_like(x)
