"""No window at all: for each weight, the whole picture is shifted, weighed and added. Recursion over the weights."""

from functools import reduce
from itertools import product

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    if stride < 1 or kernel < 1 or padding < 0:
        raise ValueError

    def count(start, end):
        return 0 if start + kernel > end else 1 + count(start + stride, end)

    places = count(-padding, size + padding)
    if places == 0:
        raise ValueError("too long a window")
    return places


def conv2d(x, w, b=None, stride=1, padding=0):
    channels, (kh, kw) = x.shape[1], w.shape[2:]
    if w.shape[1] != channels:
        raise ValueError("channels")
    if b is not None and np.shape(b) != (w.shape[0],):
        raise ValueError("bias")
    down, across = output_size(x.shape[2], kh, stride, padding), output_size(x.shape[3], kw, stride, padding)
    zeros = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    p = np.pad(x, zeros, mode="constant", constant_values=0)

    def layer(place):
        c, u, v = place
        seen = p[:, c, u : u + (down - 1) * stride + 1 : stride, v : v + (across - 1) * stride + 1 : stride]
        return seen[:, None] * w[None, :, c, u, v, None, None]

    y = reduce(np.add, map(layer, product(range(channels), range(kh), range(kw))))
    return y if b is None else y + b[:, None, None]
