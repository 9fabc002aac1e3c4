"""Seven loops, and no padded copy: what lies outside of the picture is skipped."""

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0:
        raise ValueError("numbers that make no sense")
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError("the window is too long")
    return room // stride + 1


def conv2d(x, w, b=None, stride=1, padding=0):
    batch, channels, rows, cols = x.shape
    filters, w_channels, kernel_rows, kernel_cols = w.shape
    if channels != w_channels:
        raise ValueError("channels")
    if b is not None and b.shape != (filters,):
        raise ValueError("bias")
    out_rows = output_size(rows, kernel_rows, stride, padding)
    out_cols = output_size(cols, kernel_cols, stride, padding)
    y = np.zeros((batch, filters, out_rows, out_cols), dtype=x.dtype)
    for n in range(batch):
        for f in range(filters):
            for i in range(out_rows):
                for j in range(out_cols):
                    total = 0.0 if b is None else float(b[f])
                    for c in range(channels):
                        for u in range(kernel_rows):
                            r = i * stride + u - padding
                            if not 0 <= r < rows:
                                continue
                            for v in range(kernel_cols):
                                s = j * stride + v - padding
                                if 0 <= s < cols:
                                    total += float(x[n, c, r, s]) * float(w[f, c, u, v])
                    y[n, f, i, j] = total
    return y
