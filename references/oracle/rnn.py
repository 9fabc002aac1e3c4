"""A plain recurrent network over a sequence: `rnn_cell` at each time, with the same weights.

``h[t] = rnn_cell(x[t], h[t - 1])`` from h0 on; the answer is all of h. The gradient goes back
through time (Werbos 1990).
"""

from typing import Any

import numpy as np

from references.oracle import rnn_cell


def forward(
    x: np.ndarray, h0: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> np.ndarray:
    """[batch, time, features] and [batch, hidden] -> [batch, time, hidden]; the weights of `rnn_cell`."""
    h, y = h0, []
    for now in x.swapaxes(0, 1):
        h = rnn_cell.forward(now, h, w_ih, w_hh, b_ih, b_hh)
        y.append(h)
    return np.stack(y, axis=1)


def backward(
    dy: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """The gradients by x, h0, w_ih, w_hh, b_ih, b_hh; each time adds to those of the weights."""
    weights = w_ih, w_hh, b_ih, b_hh
    y = forward(x, h0, *weights)
    dx, dh, dweights = np.zeros_like(x), np.zeros_like(h0), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(x.shape[1])):
        before = y[:, t - 1] if t else h0
        dx[:, t], dh, *more = rnn_cell.backward(dh + dy[:, t], x[:, t], before, *weights)
        dweights = [old + new for old, new in zip(dweights, more, strict=True)]
    return dx, dh, *dweights


def error_scale(
    x: np.ndarray, h0: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[int, np.ndarray]:
    """That of the cell, at each time on top of how far the h before is off."""
    h, off, scales, terms = h0, np.zeros_like(h0), [], 0
    for now in x.swapaxes(0, 1):
        terms, off = rnn_cell.error_scale(now, h, w_ih, w_hh, b_ih, b_hh, off)
        h = rnn_cell.forward(now, h, w_ih, w_hh, b_ih, b_hh)
        scales.append(off)
    return terms + x.shape[1], np.stack(scales, axis=1)


def error_scale_backward(
    dy: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[tuple[int, np.ndarray], ...]:
    """That of the cell, at each time on top of how far the h before and the gradient behind are off."""
    weights = w_ih, w_hh, b_ih, b_hh
    y = forward(x, h0, *weights)
    terms, offs = error_scale(x, h0, *weights)
    dx, dh, dweights = np.zeros_like(x), np.zeros_like(h0), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(x.shape[1])):
        before, off = (y[:, t - 1], offs[:, t - 1]) if t else (h0, np.zeros_like(h0))
        found = rnn_cell.error_scale_backward(dh + np.abs(dy[:, t]), x[:, t], before, *weights, off)
        dx[:, t], dh, *more = (scale for _, scale in found)
        dweights = [old + new for old, new in zip(dweights, more, strict=True)]
    return tuple((terms + len(x), scale) for scale in (dx, dh, *dweights))


NEVER_EMPTY = ("time",)
"""A sequence of nothing has no answer to give."""


def cases() -> tuple[dict[str, Any], ...]:
    """Sequences of one and more; the weights are drawn as those of `rnn_cell`."""
    (cell,) = rnn_cell.cases()
    sizes = {"time": (1, 2, 3, 5), "hidden": (1, 2, 3, 4), "features": (1, 3, 2, 5), "batch": (1, 2, 3)}
    weights = {key: value for key, value in cell.items() if key != "h"}
    return ({**weights, "x": "batch time features", "h0": "batch hidden", "sizes": sizes},)
