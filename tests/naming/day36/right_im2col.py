"""Every window becomes a row of a matrix, and the filters its partner: im2col."""

import numpy as np


class Window:
    def __init__(self, kernel, stride, padding):
        if kernel < 1:
            raise ValueError("kernel < 1")
        if stride < 1:
            raise ValueError("stride < 1")
        if padding < 0:
            raise ValueError("padding < 0")
        self.kernel, self.stride, self.padding = kernel, stride, padding

    def starts(self, size):
        last = size + 2 * self.padding - self.kernel
        if last < 0:
            raise ValueError("no room")
        return list(range(0, last + 1, self.stride))


def output_size(size, kernel, stride=1, padding=0):
    return len(Window(kernel, stride, padding).starts(size))


def conv2d(x, w, b=None, stride=1, padding=0):
    (n, channels, rows, cols), (filters, of, kh, kw) = x.shape, w.shape
    if channels != of:
        raise ValueError("channels")
    if b is not None and tuple(b.shape) != (filters,):
        raise ValueError("bias")
    tops, lefts = Window(kh, stride, padding).starts(rows), Window(kw, stride, padding).starts(cols)
    frame = np.zeros((n, channels, rows + 2 * padding, cols + 2 * padding), x.dtype)
    frame[:, :, padding : rows + padding, padding : cols + padding] = x
    lines = np.array([frame[:, :, t : t + kh, s : s + kw].reshape(n, -1) for t in tops for s in lefts])
    answer = lines @ w.reshape(filters, -1).T  # [places, n, filters]
    if b is not None:
        answer += b
    return np.ascontiguousarray(answer.transpose(1, 2, 0)).reshape(n, filters, len(tops), len(lefts))
