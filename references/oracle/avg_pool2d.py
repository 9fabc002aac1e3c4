"""The mean of each window of an image that is padded with zeros.

``y[n, c, i, j] = sum_{u, v < size} x[n, c, i * stride + u - padding, j * stride + v - padding] / count``, stride 0
meaning size. `count` is size * size, or, where the padding is not counted, the pixels of the image in the window.
"""

from typing import Any

import numpy as np


def _sums(x: np.ndarray, size: int, stride: int, padding: int) -> np.ndarray:
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, :: stride or size, :: stride or size].sum(axis=(4, 5))


def _counts(x: np.ndarray, size: int, stride: int, padding: int, count_padding: bool) -> Any:
    if count_padding:
        return size * size
    return _sums(np.ones((1, 1, *x.shape[2:]), x.dtype), size, stride, padding)


def forward(x: np.ndarray, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True) -> np.ndarray:
    """[batch, channels, rows, cols] -> [batch, channels, out_rows, out_cols]."""
    return _sums(x, size, stride, padding) / _counts(x, size, stride, padding, count_padding)


def backward(
    dy: np.ndarray, x: np.ndarray, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True
) -> np.ndarray:
    """Each pixel of a window gets an equal part of its `dy`."""
    share = dy / _counts(x, size, stride, padding, count_padding)
    stride = stride or size
    dpadded = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), dy.dtype)
    for u in range(size):
        for v in range(size):
            dpadded[:, :, u : u + stride * dy.shape[2] : stride, v : v + stride * dy.shape[3] : stride] += share
    return dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]].copy()


def error_scale(
    x: np.ndarray, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True
) -> tuple[int, np.ndarray]:
    """The mean without signs."""
    return size * size, forward(np.abs(x), size, stride, padding, count_padding)


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, size: int, stride: int = 0, padding: int = 0, count_padding: bool = True
) -> tuple[int, np.ndarray]:
    """The same for the gradient: windows overlap."""
    return size * size, backward(np.abs(dy), x, size, stride, padding, count_padding)


NEVER_EMPTY = ("rows", "cols")
"""No window fits."""
PYTORCH_REFUSES = ("channels",)


def cases() -> tuple[dict[str, Any], ...]:
    """Windows that touch, overlap and leave gaps, with a border that counts, or not, and without."""
    image = {
        "x": "batch channels rows cols",
        "choose": {"size": (1, 2, 3), "stride": (0, 1, 2, 4), "padding": (0, 1), "count_padding": (True, False)},
        "where": _window_fits,
        "sizes": {"batch": (1, 2, 3), "channels": (1, 3, 2)},
    }
    return (image,)


def _window_fits(case: Any) -> bool:
    """At least half of a window is image, as PyTorch asks."""
    fits: bool = 2 * case.padding <= case.size <= min(case.rows, case.cols) + 2 * case.padding
    return fits
