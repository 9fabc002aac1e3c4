"""Day 36: a small table of weights slides over a picture."""

import numpy as np


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """At how many places a window fits along one axis.

    Args:
        size: The pixels of the picture along the axis, >= 1.
        kernel: The pixels of the window along the axis, >= 1.
        stride: The step from one place to the next, >= 1.
        padding: The zeros put before the first and again after the last pixel, >= 0.

    Returns:
        The number of places, an int >= 1. A window that would hang over the edge has no place.

    Raises:
        ValueError: `kernel` or `stride` is below 1, `padding` is below 0, or the window is longer than the padded axis.
    """
    raise NotImplementedError("day 36: output_size")


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
) -> np.ndarray:
    """Slide filters over pictures. The filter is not flipped (as in every framework).

    ``y[n, f, i, j] = b[f] + sum_{c, u, v} p[n, c, i * stride + u, j * stride + v] * w[f, c, u, v]``,
    where p is `x` with `padding` zeros on all four sides of each picture.

    Args:
        x: f32 or f64 [batch, channels, rows, cols]. Left alone.
        w: [filters, channels, kernel_rows, kernel_cols], with the dtype of `x`. Left alone.
        b: [filters], with the dtype of `x`, or None for no bias. Left alone.
        stride: The step of the window, along rows and cols, >= 1.
        padding: The zeros on each side, >= 0.

    Returns:
        [batch, filters, out_rows, out_cols], with the dtype of `x`; out_rows and out_cols are what `output_size` says.
        A new array.

    Raises:
        ValueError: `w` has another number of channels than `x`, `b` has not the shape [filters], or `output_size`
            refuses the rows or the cols.
    """
    raise NotImplementedError("day 36: conv2d")
