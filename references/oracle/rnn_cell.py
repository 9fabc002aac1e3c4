"""One step of a plain recurrent network (Elman 1990): ``h' = tanh(x @ w_ih^T + b_ih + h @ w_hh^T + b_hh)``."""

from typing import Any

import numpy as np


def forward(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> np.ndarray:
    """[batch, features], [batch, hidden], weights [hidden, features] and [hidden, hidden] -> [batch, hidden]."""
    return np.tanh(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh)


def backward(
    dh: np.ndarray, x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The gradients by x, h, w_ih, w_hh, b_ih, b_hh."""
    return _gradients(dh * (1 - forward(x, h, w_ih, w_hh, b_ih, b_hh) ** 2), x, h, w_ih, w_hh)


def _gradients(
    dsums: np.ndarray, x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray
) -> tuple[np.ndarray, ...]:
    return dsums @ w_ih, dsums @ w_hh, dsums.T @ x, dsums.T @ h, dsums.sum(axis=0), dsums.sum(axis=0)


def _sizes(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray, h_off: Any
) -> np.ndarray:
    """The sums without signs, which is how far they are off."""
    x, h, w_ih, w_hh, b_ih, b_hh = map(np.abs, (x, h, w_ih, w_hh, b_ih, b_hh))
    return x @ w_ih.T + b_ih + (h + h_off) @ w_hh.T + b_hh


def error_scale(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray, h_off: Any = 0
) -> tuple[int, np.ndarray]:
    """How far the sums are off, and the answer; a tanh is nowhere steeper than 1. `h` may be off by `h_off` itself."""
    scale = _sizes(x, h, w_ih, w_hh, b_ih, b_hh, h_off) + np.abs(forward(x, h, w_ih, w_hh, b_ih, b_hh))
    return w_ih.shape[1] + len(w_hh) + 2, scale


def error_scale_backward(
    dh: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    b_ih: np.ndarray,
    b_hh: np.ndarray,
    h_off: Any = 0,
) -> tuple[tuple[int, np.ndarray], ...]:
    """All terms without signs; the slope of the tanh is off by twice what the sums are."""
    dsums = np.abs(dh) * (1 + 2 * _sizes(x, h, w_ih, w_hh, b_ih, b_hh, h_off))
    terms = w_ih.shape[1] + len(w_hh) + len(x)
    gradients = _gradients(dsums, np.abs(x), np.abs(h) + h_off, np.abs(w_ih), np.abs(w_hh))
    return tuple((terms, gradient) for gradient in gradients)


def cases() -> tuple[dict[str, Any], ...]:
    """One layer."""
    layer = {
        "x": "batch features",
        "h": "batch hidden",
        "w_ih": "hidden features",
        "w_hh": "hidden hidden",
        "b_ih": "hidden",
        "b_hh": "hidden",
    }
    return (layer,)
