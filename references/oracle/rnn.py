"""A plain recurrent network over a sequence: `rnn_cell` at each time, with the same weights.

``h[t] = rnn_cell(x[t], h[t - 1])`` from h0 on; the answer is all of h. The gradient goes back
through time (Werbos 1990).
"""

from types import ModuleType
from typing import Any

import numpy as np

from references.oracle import rnn_cell


def forward(
    x: np.ndarray, h0: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> np.ndarray:
    """[batch, time, features] and [batch, hidden] -> [batch, time, hidden]; the weights of `rnn_cell`."""
    return _SEQUENCE.forward(x, h0, w_ih, w_hh, b_ih, b_hh)


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
    return _SEQUENCE.backward(dy, x, h0, w_ih, w_hh, b_ih, b_hh)


class Sequence:
    """A cell that carries one state, at each time of a sequence: what `rnn` and `gru` share.

    Args:
        cell: The oracle of the cell.
    """

    def __init__(self, cell: ModuleType) -> None:
        self._cell = cell

    def forward(self, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
        h, y = h0, []
        for now in x.swapaxes(0, 1):
            h = self._cell.forward(now, h, *weights)
            y.append(h)
        return np.stack(y, axis=1)

    def backward(self, dy: np.ndarray, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> tuple[np.ndarray, ...]:
        y = self.forward(x, h0, *weights)
        dx, dh, dweights = np.zeros_like(x), np.zeros_like(h0), [np.zeros_like(weight) for weight in weights]
        for t in reversed(range(x.shape[1])):
            before = y[:, t - 1] if t else h0
            dx[:, t], dh, *more = self._cell.backward(dh + dy[:, t], x[:, t], before, *weights)
            dweights = [old + new for old, new in zip(dweights, more, strict=True)]
        return dx, dh, *dweights

    def error_scale(self, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> tuple[int, np.ndarray]:
        """That of the cell, at each time on top of how far the h before is off."""
        h, off, scales, terms = h0, np.zeros_like(h0), [], 0
        for now in x.swapaxes(0, 1):
            terms, off = self._cell.error_scale(now, h, *weights, off)
            h = self._cell.forward(now, h, *weights)
            scales.append(off)
        return terms + x.shape[1], np.stack(scales, axis=1)

    def error_scale_backward(
        self, dy: np.ndarray, x: np.ndarray, h0: np.ndarray, *weights: np.ndarray
    ) -> tuple[tuple[int, np.ndarray], ...]:
        """That of the cell, at each time on top of how far the h before and the gradient behind are off."""
        y = self.forward(x, h0, *weights)
        terms, offs = self.error_scale(x, h0, *weights)
        dx, dh, dweights = np.zeros_like(x), np.zeros_like(h0), [np.zeros_like(weight) for weight in weights]
        for t in reversed(range(x.shape[1])):
            before, off = (y[:, t - 1], offs[:, t - 1]) if t else (h0, np.zeros_like(h0))
            found = self._cell.error_scale_backward(dh + np.abs(dy[:, t]), x[:, t], before, *weights, off)
            dx[:, t], dh, *more = (scale for _, scale in found)
            dweights = [old + new for old, new in zip(dweights, more, strict=True)]
        return tuple((terms + len(x), scale) for scale in (dx, dh, *dweights))

    def cases(self) -> tuple[dict[str, Any], ...]:
        """Sequences of one and more; the weights are drawn as those of the cell."""
        (cell,) = self._cell.cases()
        sizes = {"time": (1, 2, 3, 5), "hidden": (1, 2, 3, 4), "features": (1, 3, 2, 5), "batch": (1, 2, 3)}
        weights = {key: value for key, value in cell.items() if key != "h"}
        return ({**weights, "x": "batch time features", "h0": "batch hidden", "sizes": sizes},)


_SEQUENCE = Sequence(rnn_cell)
error_scale, error_scale_backward, cases = _SEQUENCE.error_scale, _SEQUENCE.error_scale_backward, _SEQUENCE.cases
NEVER_EMPTY = ("time",)
"""A sequence of nothing has no answer to give."""
