"""Rows of a table by their numbers: ``y[..., :] = table[ids[...], :]``."""

from typing import Any

import numpy as np


def forward(ids: np.ndarray, table: np.ndarray) -> np.ndarray:
    """int64 of any shape and [words, width] -> [..., width]."""
    return table[ids]


def backward(dy: np.ndarray, ids: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Each row of `dtable` is the sum of the `dy` wherever it was looked up."""
    dtable = np.zeros(table.shape, dy.dtype)
    np.add.at(dtable, ids, dy)
    return dtable


def error_scale(ids: np.ndarray, table: np.ndarray) -> tuple[int, float]:
    """Nothing is rounded."""
    return 1, 0.0


def error_scale_backward(dy: np.ndarray, ids: np.ndarray, table: np.ndarray) -> tuple[int, np.ndarray]:
    """The sums without signs, the most frequent row being the longest."""
    return int(np.bincount(ids.ravel(), minlength=1).max()), backward(np.abs(dy), ids, table)


NEVER_EMPTY = ("words",)
"""There is nothing to look up."""


def cases() -> tuple[dict[str, Any], ...]:
    """One sentence, a batch of them; rows that come more than once, rows that never come."""
    return (
        {"ids": "time < words", "table": "words width"},
        {"ids": "batch time < words", "table": "words width"},
        {"ids": "batch time < words", "table": "words width", "sizes": {"words": (1, 2, 40, 3)}},
    )
