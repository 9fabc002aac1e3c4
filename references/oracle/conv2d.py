"""Convolution of images with filters (the filter is not flipped), the image surrounded by zeros.

``y[n, f, i, j] = b[f] + sum_{c, u, v} x[n, c, i * stride + u * dilation - padding, j * stride + ...] * w[f, c, u, v]``

With groups, the channels and the filters are cut into as many parts, and a filter sees the channels of its part only.
"""

from typing import Any

import numpy as np


def _windows(x: np.ndarray, w: np.ndarray, stride: int, padding: int, dilation: int, groups: int) -> np.ndarray:
    """[batch, groups, group_channels, out_rows, out_cols, kernel_rows, kernel_cols]."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    padded = padded.reshape(len(x), groups, -1 if x.size else x.shape[1] // groups, *padded.shape[2:])
    reach = tuple((size - 1) * dilation + 1 for size in w.shape[2:])
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(3, 4))
    return windows[:, :, :, ::stride, ::stride, ::dilation, ::dilation]


def forward(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    winograd: bool = False,
) -> np.ndarray:
    """[batch, channels, rows, cols] and [filters, channels / groups, kernel_rows, kernel_cols] -> an image a filter.

    `winograd` says how to compute it, and nothing about what: the formula is the same.
    """
    filters = w.reshape(groups, w.shape[0] // groups, *w.shape[1:])
    y = np.einsum("ngcijuv,gfcuv->ngfij", _windows(x, w, stride, padding, dilation, groups), filters)
    y = y.reshape(len(x), len(w), *y.shape[3:])
    return y if b is None else y + b[:, None, None]


def backward(
    dy: np.ndarray,
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[np.ndarray, ...]:
    """``(dx, dw, db)``, without ``db`` where there is no `b`."""
    filters = w.reshape(groups, w.shape[0] // groups, *w.shape[1:])
    dparts = dy.reshape(len(dy), *filters.shape[:2], *dy.shape[2:])
    dw = np.einsum("ngfij,ngcijuv->gfcuv", dparts, _windows(x, w, stride, padding, dilation, groups))
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), x.dtype)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            rows = slice(u * dilation, u * dilation + stride * dy.shape[2], stride)
            cols = slice(v * dilation, v * dilation + stride * dy.shape[3], stride)
            tap = np.einsum("ngfij,gfc->ngcij", dparts, filters[:, :, :, u, v])
            padded[:, :, rows, cols] += tap.reshape(*x.shape[:2], *dy.shape[2:])
    dx = padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    gradients = dx, dw.reshape(w.shape)
    return gradients if b is None else (*gradients, dy.sum(axis=(0, 2, 3)))


def error_scale(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    winograd: bool = False,
) -> tuple[int, np.ndarray]:
    """The products and the bias without their signs.

    Winograd's form adds up channels only; but each weight may meet the largest pixel that its tile of outputs sees.
    """
    x, w, bias = np.abs(x), np.abs(w), None if b is None else np.abs(b)
    if not winograd:
        return w[0].size + 1, forward(x, w, bias, stride, padding, dilation, groups)
    rows, cols = (size + 2 * padding - 2 for size in x.shape[2:])
    spare = ((0, 0), (0, 0), (padding, padding + TILE), (padding, padding + TILE))
    tiles = np.lib.stride_tricks.sliding_window_view(np.pad(x, spare), (TILE + 2, TILE + 2), axis=(2, 3))
    largest = tiles[:, :, ::TILE, ::TILE].max(axis=(4, 5)).repeat(TILE, axis=2).repeat(TILE, axis=3)
    taps = w.sum(axis=(2, 3), keepdims=True)
    return w.shape[1] + 1, forward(largest[:, :, :rows, :cols], taps, bias, groups=groups)


def error_scale_backward(
    dy: np.ndarray,
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the gradients: `dx` adds up filters and taps, `dw` and `db` all pixels of the batch."""
    gradients = backward(np.abs(dy), np.abs(x), np.abs(w), b, stride, padding, dilation, groups)
    pixels = dy.size // max(1, dy.shape[1])
    taps = len(w) // groups * w.shape[2] * w.shape[3]
    return tuple(zip((taps, pixels, pixels), gradients, strict=False))


TILE = 4
"""Outputs along the side of a tile of Winograd's form; it sees two pixels more."""
FORWARD_ONLY = ("winograd",)
"""The way back has no such choice."""
DIFFERS = {"winograd": "a tile is computed at once, so what is not finite reaches all of it"}

NEVER_EMPTY = ("rows", "cols", "kernel_rows", "kernel_cols", "filters")
"""A kernel of no taps has no meaning, and one of some does not fit into an image of none."""
PYTORCH_REFUSES = ("channels",)


def cases() -> tuple[dict[str, Any], ...]:
    """Those of both ways, and Winograd's form with groups and without."""
    choose = {"padding": (1, 0, 2), "winograd": (True,)}
    sizes = {"batch": (1, 2), "filters": (2, 4, 6)}
    tiles = {"x": "batch channels rows cols", "w": "filters channels 3 3", "b": "filters"}
    grouped = {"x": "batch 6 rows cols", "w": "filters 3 3 3", "sizes": sizes}
    return (
        *cases_backward(),
        {**tiles, "choose": choose, "where": _tile_fits, "sizes": {"batch": (1, 2)}},
        {**grouped, "choose": {**choose, "groups": (2,)}, "where": _tile_fits},
    )


def _tile_fits(case: Any) -> bool:
    return min(case.rows, case.cols) + 2 * case.padding >= 3


def cases_backward() -> tuple[dict[str, Any], ...]:
    """With a bias and without, kernels that are not square, strides that leave pixels over, holes, groups."""
    layer = {
        "x": "batch channels rows cols",
        "w": "filters channels kernel_rows kernel_cols",
        "choose": {"stride": (1, 2, 3), "padding": (0, 1, 2)},
        "where": _kernel_fits,
        "sizes": {"batch": (1, 2, 3), "kernel_rows": (1, 2, 3), "kernel_cols": (1, 2, 5), "channels": (1, 2, 3)},
    }
    sizes = {"batch": (1, 2, 3), "kernel_rows": (1, 3, 2), "kernel_cols": (1, 2, 3), "channels": (1, 3, 2)}
    dilated = {**layer, "sizes": sizes, "choose": {"stride": (1, 2), "padding": (0, 2), "dilation": (2, 3)}}
    grouped = {
        **dilated,
        "x": "batch 6 rows cols",
        "w": "filters 3 kernel_rows kernel_cols",
        "sizes": {**sizes, "filters": (2, 4, 6)},
        "choose": {"stride": (1, 2), "padding": (1,), "dilation": (1, 2), "groups": (2,)},
    }
    depthwise = {
        **grouped,
        "x": "batch 5 rows cols",
        "w": "10 1 kernel_rows kernel_cols",
        "choose": {"stride": (1, 2), "padding": (1,), "groups": (5,)},
    }
    return {**layer, "b": "filters"}, layer, dilated, {**grouped, "b": "filters"}, depthwise


def _kernel_fits(case: Any) -> bool:
    dilation = getattr(case, "dilation", 1)
    sides = (case.rows, case.kernel_rows), (case.cols, case.kernel_cols)
    return all((kernel - 1) * dilation < size + 2 * case.padding for size, kernel in sides)
