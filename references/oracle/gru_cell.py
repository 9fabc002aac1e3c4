"""One step of a gated recurrent unit (Cho et al. 2014, arXiv 1406.1078; the reset behind the product, as in PyTorch).

``r = sigmoid(xr + hr)``, ``z = sigmoid(xz + hz)``, ``n = tanh(xn + r * hn)``, ``h' = (1 - z) * n + z * h``
with ``xr, xz, xn = x @ w_ih^T + b_ih`` and ``hr, hz, hn = h @ w_hh^T + b_hh``, each cut into three
"""

from typing import Any

import numpy as np

from references.oracle import sigmoid


def _gates(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[np.ndarray, ...]:
    """r, z, n, and what r is multiplied by."""
    xr, xz, xn = np.split(x @ w_ih.T + b_ih, 3, axis=1)
    hr, hz, hn = np.split(h @ w_hh.T + b_hh, 3, axis=1)
    r, z = sigmoid.forward(xr + hr), sigmoid.forward(xz + hz)
    return r, z, np.tanh(xn + r * hn), hn


def forward(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> np.ndarray:
    """[batch, features], [batch, hidden], weights [3 * hidden, ...] -> [batch, hidden]."""
    _, z, n, _ = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    return (1 - z) * n + z * h


def backward(
    dh: np.ndarray, x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The gradients by x, h, w_ih, w_hh, b_ih, b_hh."""
    r, z, n, hn = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    slopes = r * (1 - r), z * (1 - z), 1 - n**2
    return _gradients(dh, x, h, w_ih, w_hh, (r, z, 1 - z, hn, h - n), slopes)


def _gradients(
    dh: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    w_ih: np.ndarray,
    w_hh: np.ndarray,
    gates: tuple[np.ndarray, ...],
    slopes: tuple[np.ndarray, ...],
) -> tuple[np.ndarray, ...]:
    r, z, fresh, hn, gain = gates
    r_slope, z_slope, n_slope = slopes
    dn = dh * fresh * n_slope
    dr, dz = dn * hn * r_slope, dh * gain * z_slope
    dx_sums, dh_sums = np.concatenate([dr, dz, dn], axis=1), np.concatenate([dr, dz, dn * r], axis=1)
    weights = dx_sums.T @ x, dh_sums.T @ h, dx_sums.sum(axis=0), dh_sums.sum(axis=0)
    return dx_sums @ w_ih, dh * z + dh_sums @ w_hh, *weights


def _sizes(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray, h_off: Any
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...], np.ndarray]:
    """For each gate and slope how large it is or how far off, both added; and that of n.

    A sigmoid is nowhere steeper than 1/4, a tanh nowhere steeper than 1. What is 1 minus something is off by a
    rounding of 1.
    """
    r, z, n, _ = _gates(x, h, w_ih, w_hh, b_ih, b_hh)
    x, h, w_ih, w_hh, b_ih, b_hh = map(np.abs, (x, h, w_ih, w_hh, b_ih, b_hh))
    xr, xz, xn = np.split(x @ w_ih.T + b_ih, 3, axis=1)
    hr, hz, hn = np.split((h + h_off) @ w_hh.T + b_hh, 3, axis=1)
    r, z, fresh = r + (xr + hr) / 4, z + (xz + hz) / 4, 1 + (xz + hz) / 4
    n_off = xn + r * hn
    n = np.abs(n) + n_off
    return (r, z, fresh, hn, h + h_off + n), (r, z, 1 + 2 * n_off), n


def error_scale(
    x: np.ndarray, h: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray, h_off: Any = 0
) -> tuple[int, np.ndarray]:
    """The formula with each of its numbers as large as it is off. `h` may be off by `h_off` itself."""
    (_, z, fresh, _, _), _, n = _sizes(x, h, w_ih, w_hh, b_ih, b_hh, h_off)
    return w_ih.shape[1] + w_hh.shape[1] + 2, fresh * n + z * (np.abs(h) + h_off)


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
    """The same for the gradients."""
    gates, slopes, _ = _sizes(x, h, w_ih, w_hh, b_ih, b_hh, h_off)
    inputs = np.abs(x), np.abs(h) + h_off, np.abs(w_ih), np.abs(w_hh)
    terms = len(w_hh) + w_ih.shape[1] + len(x)
    return tuple((terms, gradient) for gradient in _gradients(np.abs(dh), *inputs, gates, slopes))


DIFFERS = {f"backward {sign}inf": "PyTorch multiplies in another order, and 0 * inf is nan" for sign in ("", "-")}


def cases() -> tuple[dict[str, Any], ...]:
    """One layer; its weights are drawn as three blocks."""
    layer = {
        "x": "batch features",
        "h": "batch hidden",
        "w_ih": "3 hidden features",
        "w_hh": "3 hidden hidden",
        "b_ih": "3 hidden",
        "b_hh": "3 hidden",
        "made": {"w_ih": _stacked, "w_hh": _stacked, "b_ih": np.ravel, "b_hh": np.ravel},
    }
    return (layer,)


def _stacked(blocks: np.ndarray) -> np.ndarray:
    gates, hidden, inputs = blocks.shape
    return blocks.reshape(gates * hidden, inputs)
