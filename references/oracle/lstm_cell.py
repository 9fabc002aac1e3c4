"""One step of long short-term memory (Hochreiter and Schmidhuber 1997; the forget gate: Gers et al. 2000).

``i, f, g, o = x @ w_ih^T + b_ih + h @ w_hh^T + b_hh``, cut into four; i, f, o through the sigmoid, g through the tanh
``c' = f * c + i * g``, ``h' = o * tanh(c')``
"""

from typing import Any

import numpy as np

from references.oracle import sigmoid


def _gates(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[np.ndarray, ...]:
    i, f, g, o = np.split(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 4, axis=1)
    return sigmoid.forward(i), sigmoid.forward(f), np.tanh(g), sigmoid.forward(o)


def forward(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """[batch, features], twice [batch, hidden], weights [4 * hidden, ...] -> the new h and c, [batch, hidden] each."""
    i, f, g, o = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    c = f * c + i * g
    return o * np.tanh(c), c


def backward(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """The gradients by x, h, c, w_ih, w_hh, b_ih, b_hh."""
    i, f, g, o = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    t = np.tanh(f * c + i * g)
    slopes = i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o), 1 - t**2
    return _gradients(dh, dc, x, h, c, w_ih, w_hh, (i, f, g, o, t), slopes)


def _gradients(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    gates: tuple[np.ndarray, ...],
    slopes: tuple[np.ndarray, ...],
) -> tuple[np.ndarray, ...]:
    i, f, g, o, t = gates
    i_slope, f_slope, g_slope, o_slope, t_slope = slopes
    dc = dc + dh * o * t_slope
    dsums = np.concatenate([dc * g * i_slope, dc * c * f_slope, dc * i * g_slope, dh * t * o_slope], axis=1)
    return dsums @ w_ih, dsums @ w_hh, dc * f, dsums.T @ x, dsums.T @ h, dsums.sum(axis=0), dsums.sum(axis=0)


def _sizes(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
    h_off: Any,
    c_off: Any,
) -> tuple[tuple[np.ndarray, ...], ...]:
    """For each gate, the new c and its tanh how large it is or how far off, both added; and the same for the slopes.

    A sigmoid is nowhere steeper than 1/4, a tanh nowhere steeper than 1. What is 1 minus something is off by a
    rounding of 1.
    """
    ax, ah, aw_ih, aw_hh, ab_ih, ab_hh = map(np.abs, (x, h, w_ih, w_hh, b_ih, b_hh))
    i_off, f_off, g_off, o_off = np.split(ax @ aw_ih.T + ab_ih + (ah + h_off) @ aw_hh.T + ab_hh, 4, axis=1)
    i, f, g, o = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    t = np.abs(np.tanh(f * c + i * g))
    i, f, g, o = i + i_off / 4, f + f_off / 4, np.abs(g) + g_off, o + o_off / 4
    c = f * (np.abs(c) + c_off) + i * g
    return (i, f, g, o, t + c), (i, f, 1 + 2 * g_off, o, 1 + 2 * c), (c,)


def error_scale(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
    h_off: Any = 0,
    c_off: Any = 0,
) -> tuple[tuple[int, np.ndarray], ...]:
    """The formula with each of its numbers as large as it is off. `h` and `c` may be off themselves."""
    (_, _, _, o, t), _, (c,) = _sizes(x, h, c, w_ih, w_hh, b_ih, b_hh, h_off, c_off)
    terms = w_ih.shape[1] + w_hh.shape[1] + 2
    return (terms, o * t), (terms, c)


def error_scale_backward(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
    h_off: Any = 0,
    c_off: Any = 0,
) -> tuple[tuple[int, np.ndarray], ...]:
    """The same for the gradients."""
    gates, slopes, _ = _sizes(x, h, c, w_ih, w_hh, b_ih, b_hh, h_off, c_off)
    inputs = np.abs(x), np.abs(h) + h_off, np.abs(c) + c_off, np.abs(w_ih), np.abs(w_hh)
    terms = len(w_hh) + w_ih.shape[1] + len(x)
    return tuple((terms, gradient) for gradient in _gradients(np.abs(dh), np.abs(dc), *inputs, gates, slopes))


def cases() -> tuple[dict[str, Any], ...]:
    """One layer; its weights are drawn as four blocks."""
    layer = {
        "x": "batch features",
        "h": "batch hidden",
        "c": "batch hidden",
        "w_ih": "4 hidden features",
        "w_hh": "4 hidden hidden",
        "b_ih": "4 hidden",
        "b_hh": "4 hidden",
        "made": {"w_ih": _stacked, "w_hh": _stacked, "b_ih": np.ravel, "b_hh": np.ravel},
    }
    return (layer,)


def _stacked(blocks: np.ndarray) -> np.ndarray:
    gates, hidden, inputs = blocks.shape
    return blocks.reshape(gates * hidden, inputs)
