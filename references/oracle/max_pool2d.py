"""The largest number of each window of an image, which is padded with what is never the largest.

``y[n, c, i, j] = max_{u, v < size} x[n, c, i * stride + u - padding, j * stride + v - padding]``
(stride 0 is size)

The first of equal numbers wins; nan counts as larger than any number. ``with_indices`` also
tells where in the rows * cols of its plane each was found.
"""

from typing import Any

import numpy as np


def with_indices(x: np.ndarray, size: int, stride: int = 0, padding: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """[batch, channels, rows, cols] -> the maxima [batch, channels, ...] and their places, int64."""
    stride = stride or size
    rows, cols = x.shape[2:]
    out_rows, out_cols = ((length + 2 * padding - size) // stride + 1 for length in (rows, cols))
    best = np.full((*x.shape[:2], out_rows, out_cols), -np.inf, x.dtype)
    place = np.full(best.shape, -1)
    for u in range(size):
        for v in range(size):
            row = np.arange(out_rows)[:, None] * stride + u - padding
            col = np.arange(out_cols) * stride + v - padding
            inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
            number = x[:, :, row.clip(0, rows - 1), col.clip(0, cols - 1)]
            wins = inside & ((place < 0) | (number > best) | (np.isnan(number) & ~np.isnan(best)))
            best = np.where(wins, number, best)
            place = np.where(wins, row * cols + col, place)
    return best, place


def forward(x: np.ndarray, size: int, stride: int = 0, padding: int = 0) -> np.ndarray:
    """[batch, channels, rows, cols] -> [batch, channels, out_rows, out_cols]."""
    return with_indices(x, size, stride, padding)[0]


def backward(dy: np.ndarray, x: np.ndarray, size: int, stride: int = 0, padding: int = 0) -> np.ndarray:
    """Each `dy` goes to where its maximum was found; where windows overlap they add up."""
    place = with_indices(x, size, stride, padding)[1]
    batch, channels, rows, cols = x.shape
    dx = np.zeros((batch, channels, rows * cols), dy.dtype)
    n, c = np.indices(place.shape)[:2]
    np.add.at(dx, (n, c, place), dy)
    return dx.reshape(x.shape)


def error_scale(x: np.ndarray, size: int, stride: int = 0, padding: int = 0) -> tuple[int, float]:
    """Nothing is rounded."""
    return 1, 0.0


error_scale_with_indices = error_scale


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, size: int, stride: int = 0, padding: int = 0
) -> tuple[int, np.ndarray]:
    """The sum over the windows that overlap, without signs; a single number is exact."""
    return size * size, backward(np.abs(dy), x, size, stride, padding)


NEVER_EMPTY = ("rows", "cols")
"""No window fits."""
PYTORCH_REFUSES = ("channels",)


def cases() -> tuple[dict[str, Any], ...]:
    """Windows that touch, overlap and leave gaps, with a border and without."""
    image = {
        "x": "batch channels rows cols",
        "choose": {"size": (1, 2, 3), "stride": (0, 1, 2, 4), "padding": (0, 1)},
        "where": _window_fits,
        "sizes": {"batch": (1, 2, 3), "channels": (1, 3, 2)},
    }
    return (image,)


def _window_fits(case: Any) -> bool:
    """At least half of a window is image, as PyTorch asks."""
    fits: bool = 2 * case.padding <= case.size <= min(case.rows, case.cols) + 2 * case.padding
    return fits
