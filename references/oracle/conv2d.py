"""Convolution of images with filters (the filter is not flipped), the image surrounded by zeros.

``y[n, f, i, j] = b[f] + sum_{c, u, v} x[n, c, i * stride + u - padding, j * stride + v - padding] * w[f, c, u, v]``
"""

from typing import Any

import numpy as np


def _windows(x: np.ndarray, w: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """[batch, channels, out_rows, out_cols, kernel_rows, kernel_cols], a view of the padded image."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return windows[:, :, ::stride, ::stride]


def forward(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, stride: int = 1, padding: int = 0) -> np.ndarray:
    """[batch, channels, rows, cols] and [filters, channels, kernel_rows, kernel_cols] -> [batch, filters, ...]."""
    y: np.ndarray = np.einsum("ncijuv,fcuv->nfij", _windows(x, w, stride, padding), w)
    return y if b is None else y + b[:, None, None]


def backward(
    dy: np.ndarray, x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, ...]:
    """``(dx, dw, db)``, without ``db`` where there is no `b`."""
    dw = np.einsum("nfij,ncijuv->fcuv", dy, _windows(x, w, stride, padding))
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), x.dtype)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            rows = slice(u, u + stride * dy.shape[2], stride)
            cols = slice(v, v + stride * dy.shape[3], stride)
            padded[:, :, rows, cols] += np.einsum("nfij,fc->ncij", dy, w[:, :, u, v])
    dx = padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return (dx, dw) if b is None else (dx, dw, dy.sum(axis=(0, 2, 3)))


def error_scale(
    x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, stride: int = 1, padding: int = 0
) -> tuple[int, np.ndarray]:
    """The products and the bias without their signs."""
    y = forward(np.abs(x), np.abs(w), None if b is None else np.abs(b), stride, padding)
    return w[0].size + 1, y


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, stride: int = 1, padding: int = 0
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the gradients: `dx` adds up filters and taps, `dw` and `db` all pixels of the batch."""
    gradients = backward(np.abs(dy), np.abs(x), np.abs(w), b, stride, padding)
    pixels = dy.size // dy.shape[1]
    return tuple(zip((w.size // w.shape[1], pixels, pixels), gradients, strict=False))


def cases() -> tuple[dict[str, Any], ...]:
    """With a bias and without, kernels that are not square, strides that leave pixels over."""
    layer = {
        "x": "batch channels rows cols",
        "w": "filters channels kernel_rows kernel_cols",
        "choose": {"stride": (1, 2, 3), "padding": (0, 1, 2)},
        "where": _kernel_fits,
        "sizes": {"batch": (1, 2, 3), "kernel_rows": (1, 2, 3), "kernel_cols": (1, 2, 5), "channels": (1, 2, 3)},
    }
    return {**layer, "b": "filters"}, layer


def _kernel_fits(case: Any) -> bool:
    fits: bool = case.kernel_rows <= case.rows + 2 * case.padding and case.kernel_cols <= case.cols + 2 * case.padding
    return fits
