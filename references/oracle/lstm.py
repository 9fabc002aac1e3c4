"""Long short-term memory over a sequence: `lstm_cell` at each time, with the same weights.

``h[t], c[t] = lstm_cell(x[t], h[t - 1], c[t - 1])`` from h0 and c0 on; the answer is all of h, and the last h and c.
The gradient goes back through time (Werbos 1990).
"""

from typing import Any

import numpy as np

from references.oracle import lstm_cell

Weights = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def forward(
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[batch, time, features], twice [batch, hidden] -> [batch, time, hidden] and the last h and c."""
    h, c, y = h0, c0, []
    for now in x.swapaxes(0, 1):
        h, c = lstm_cell.forward(now, h, c, w_ih, w_hh, b_ih, b_hh)
        y.append(h)
    return np.stack(y, axis=1), h, c


def backward(
    dy: np.ndarray,
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """The gradients by x, h0, c0, w_ih, w_hh, b_ih, b_hh; each time adds to those of the weights."""
    weights = w_ih, w_hh, b_ih, b_hh
    states = [(h0, c0)]
    for now in x.swapaxes(0, 1):
        states.append(lstm_cell.forward(now, *states[-1], *weights))
    dx, dweights = np.zeros_like(x), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh, dc, *more = lstm_cell.backward(dh + dy[:, t], dc, x[:, t], *states[t], *weights)
        dweights = [old + new for old, new in zip(dweights, more, strict=True)]
    return dx, dh, dc, *dweights


def _offs(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, weights: Weights
) -> tuple[list[tuple[Any, Any]], list[tuple[Any, Any]]]:
    """h and c before each time and after the last, and how far they are off."""
    states, offs = [(h0, c0)], [(np.zeros_like(h0), np.zeros_like(c0))]
    for now in x.swapaxes(0, 1):
        (_, h_off), (_, c_off) = lstm_cell.error_scale(now, *states[-1], *weights, *offs[-1])
        states.append(lstm_cell.forward(now, *states[-1], *weights))
        offs.append((h_off, c_off))
    return states, offs


def error_scale(
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[tuple[int, np.ndarray], ...]:
    """That of the cell, at each time on top of how far the h and c before are off."""
    _, offs = _offs(x, h0, c0, (w_ih, w_hh, b_ih, b_hh))
    terms = w_ih.shape[1] + w_hh.shape[1] + x.shape[1]
    return (terms, np.stack([h for h, _ in offs[1:]], axis=1)), (terms, offs[-1][0]), (terms, offs[-1][1])


def error_scale_backward(
    dy: np.ndarray,
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[tuple[int, np.ndarray], ...]:
    """That of the cell, at each time on top of how far the states before and the gradients behind are off."""
    weights = w_ih, w_hh, b_ih, b_hh
    states, offs = _offs(x, h0, c0, weights)
    dx, dh, dc, dweights = np.zeros_like(x), np.abs(dh), np.abs(dc), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(x.shape[1])):
        found = lstm_cell.error_scale_backward(dh + np.abs(dy[:, t]), dc, x[:, t], *states[t], *weights, *offs[t])
        dx[:, t], dh, dc, *more = (scale for _, scale in found)
        dweights = [old + new for old, new in zip(dweights, more, strict=True)]
    terms = w_ih.shape[1] + len(w_hh) + len(x) + x.shape[1]
    return tuple((terms, scale) for scale in (dx, dh, dc, *dweights))


PYTORCH_REFUSES = ("features", "hidden")
NEVER_EMPTY = ("time",)
"""A sequence of nothing has no answer to give."""


def cases() -> tuple[dict[str, Any], ...]:
    """Sequences of one and more; the weights are drawn as those of `lstm_cell`."""
    (cell,) = lstm_cell.cases()
    sizes = {"time": (1, 2, 3, 5), "hidden": (1, 2, 3, 4), "features": (1, 3, 2, 5), "batch": (1, 2, 3)}
    weights = {key: value for key, value in cell.items() if key not in ("h", "c")}
    return ({**weights, "x": "batch time features", "h0": "batch hidden", "c0": "batch hidden", "sizes": sizes},)
