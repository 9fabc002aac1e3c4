"""Gradients scaled down so that the norm of all of them together is at most `max_norm` (Pascanu et al. 2013, arXiv
1211.5063).

``norm = sqrt(sum over all numbers of g^2)``, ``g' = g * min(1, max_norm / (norm + 1e-6))``
"""

from typing import Any

import numpy as np


def forward(grads: list[np.ndarray], max_norm: float) -> tuple[Any, ...]:
    """Arrays of any shapes -> each of them scaled, and the norm before that."""
    norm = np.sqrt(np.add.reduce([(g**2).sum() for g in grads]))
    factor = np.minimum(max_norm / (norm + 1e-6), 1).astype(norm.dtype)
    return (*(g * factor for g in grads), norm)


def error_scale(grads: list[np.ndarray], max_norm: float) -> tuple[tuple[int, Any], ...]:
    """The answers themselves: squares do not cancel."""
    terms = sum(g.size for g in grads)
    return tuple((terms, np.abs(part)) for part in forward(grads, max_norm))


EXTREMES = (1e-15, 1e15)
"""Squares are taken."""


def cases() -> tuple[dict[str, Any], ...]:
    """One array and several, norms that are too large and that are not. Squares of subnormal numbers are 0."""
    limits = {"choose": {"max_norm": (1.0, 0.01, 1e3)}, "values": ("normal", "negative", "positive", "ties")}
    return (
        {"w": "rows cols", "lists": {"grads": ("w",)}, **limits},
        {"w": "rows cols", "b": "cols", "u": "batch 2 3 rows", "lists": {"grads": ("w", "b", "u")}, **limits},
    )
