"""sliding_window_view and one einsum, in float64."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def output_size(size, kernel, stride=1, padding=0):
    for name, value, least in (("kernel", kernel, 1), ("stride", stride, 1), ("padding", padding, 0)):
        if value < least:
            raise ValueError(f"{name} is {value}")
    places, _ = divmod(size + 2 * padding - kernel, stride)
    if places < 0:
        raise ValueError("no place")
    return places + 1


def conv2d(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1] or (b is not None and b.shape != w.shape[:1]):
        raise ValueError("shapes")
    for axis in (2, 3):
        output_size(x.shape[axis], w.shape[axis], stride, padding)
    p = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding))
    p[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    view = sliding_window_view(p, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("ncijuv,fcuv->nfij", view, w.astype(np.float64))
    if b is not None:
        y = y + b.reshape(1, -1, 1, 1)
    return y.astype(x.dtype)
