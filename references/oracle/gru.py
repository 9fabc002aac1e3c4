"""Gated recurrent units over a sequence: `gru_cell` at each time, with the same weights.

``h[t] = gru_cell(x[t], h[t - 1])`` from h0 on; the answer is all of h. The gradient goes back
through time (Werbos 1990).
"""

import numpy as np

from references.oracle import gru_cell
from references.oracle.rnn import Sequence


def forward(
    x: np.ndarray, h0: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b_ih: np.ndarray, b_hh: np.ndarray
) -> np.ndarray:
    """[batch, time, features] and [batch, hidden] -> [batch, time, hidden]; the weights of `gru_cell`."""
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


_SEQUENCE = Sequence(gru_cell)
error_scale, error_scale_backward, cases = _SEQUENCE.error_scale, _SEQUENCE.error_scale_backward, _SEQUENCE.cases
DIFFERS = gru_cell.DIFFERS
NEVER_EMPTY = ("time",)
"""A sequence of nothing has no answer to give."""
