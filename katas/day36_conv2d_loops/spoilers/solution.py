"""Day 36, worked: convolution with a loop over the places of the window."""

import numpy as np


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    if kernel < 1 or stride < 1 or padding < 0:
        raise ValueError(f"kernel {kernel} and stride {stride} must be >= 1, padding {padding} must be >= 0")
    # How far the window's first pixel can move until its last pixel meets the end. Negative: it does not fit at all.
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError(f"a window of {kernel} does not fit into {size} pixels with padding {padding}")
    # Rounded down, because a step over the edge is not taken; + 1 for the place where the window starts.
    return room // stride + 1


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
) -> np.ndarray:
    batch, channels, rows, cols = x.shape
    filters, window_channels, kernel_rows, kernel_cols = w.shape
    # A filter of one channel would broadcast over all of them, a bias of one number over all filters: both in silence.
    if window_channels != channels:
        raise ValueError(f"filters for {window_channels} channels, pictures with {channels}")
    if b is not None and b.shape != (filters,):
        raise ValueError(f"bias of shape {b.shape} for {filters} filters")
    out_rows = output_size(rows, kernel_rows, stride, padding)
    out_cols = output_size(cols, kernel_cols, stride, padding)
    # Only the two last axes are pictures: batch and channels get no border.
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    # Empty, because the loops write every place of it.
    y = np.empty((batch, filters, out_rows, out_cols), dtype=x.dtype)
    for i in range(out_rows):
        for j in range(out_cols):
            top, left = i * stride, j * stride
            window = p[:, :, top : top + kernel_rows, left : left + kernel_cols]
            for f in range(filters):
                # One number a picture: everything but the batch is summed, the channels too.
                y[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3))
    if b is not None:
        # [filters] would line up with the last axis, the columns of pixels; it belongs to axis 1.
        y += b[:, None, None]
    return y
