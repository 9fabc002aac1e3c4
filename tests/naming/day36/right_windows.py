"""np.pad, a window cut out at each place, and one sum over it."""

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    if min(kernel, stride) <= 0 or padding < 0 or kernel > size + padding + padding:
        raise ValueError((size, kernel, stride, padding))
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1]:
        raise ValueError("channels differ")
    filters, _, kh, kw = w.shape
    if b is None:
        b = np.zeros(filters, x.dtype)
    if b.shape != (filters,):
        raise ValueError("one bias a filter")
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.empty((len(x), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            for f in range(filters):
                out[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3)) + b[f]
    return out
