"""How far a right answer may be off: ``c * eps(dtype) * growth(terms) * scale``, in one place."""

from typing import Any

import numpy as np

HEADROOM = 8.0
"""The constant c. Twice what the kernels keep to (4), because a learner may add up in the worst order."""


def epsilon(dtype: Any) -> float:
    """The rounding unit that an answer of a dtype is judged by. float16 is judged as float32: it is never asked for."""
    return float(np.finfo(np.float64 if np.dtype(dtype) == np.float64 else np.float32).eps)


def growth(terms: float) -> float:
    """How rounding errors of a sum of `terms` terms add up: they are independent, so as the root."""
    return max(1.0, float(terms)) ** 0.5


def bound(dtype: Any, terms: float, scale: Any, factor: float = 1.0) -> Any:
    """The largest error that rounding explains.

    Args:
        dtype: What the answer is held in.
        terms: The reduction length.
        scale: float64, broadcastable to the answer: the magnitude that errors are relative to.
        factor: The day's own multiplier (kata.toml `tolerance`).

    Returns:
        float64, of the shape of `scale`; never 0, so that two exact zeros compare equal.
    """
    return np.maximum(
        HEADROOM * factor * epsilon(dtype) * growth(terms) * np.asarray(scale, np.float64), np.finfo(np.float64).tiny
    )
