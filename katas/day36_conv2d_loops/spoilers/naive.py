"""Day 36, as plain as the formula: seven loops, one multiplication at a time."""

import numpy as np


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if kernel < 1 or stride < 1 or padding < 0 or size + 2 * padding < kernel:
        raise ValueError("the window does not fit")
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
) -> np.ndarray:
    batch, channels, rows, cols = x.shape
    filters, window_channels, kernel_rows, kernel_cols = w.shape
    if window_channels != channels or (b is not None and b.shape != (filters,)):
        raise ValueError("x, w and b do not fit each other")
    out_rows = output_size(rows, kernel_rows, stride, padding)
    out_cols = output_size(cols, kernel_cols, stride, padding)
    y = np.zeros((batch, filters, out_rows, out_cols), dtype=x.dtype)
    for n in range(batch):
        for f in range(filters):
            for i in range(out_rows):
                for j in range(out_cols):
                    total = 0.0 if b is None else b[f]
                    for c in range(channels):
                        for u in range(kernel_rows):
                            for v in range(kernel_cols):
                                row, col = i * stride + u - padding, j * stride + v - padding
                                # Nothing is stored for the padding: what lies outside counts as 0.
                                if 0 <= row < rows and 0 <= col < cols:
                                    total += x[n, c, row, col] * w[f, c, u, v]
                    y[n, f, i, j] = total
    return y
