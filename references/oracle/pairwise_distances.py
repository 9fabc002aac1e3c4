"""The Euclidean distance of each row of x from each row of y: ``d[i, j] = sqrt(sum_k (x[i, k] - y[j, k])^2)``."""

from typing import Any

import numpy as np


def forward(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """[n, features] and [m, features] -> [n, m]."""
    return np.sqrt(((x[:, None] - y) ** 2).sum(axis=-1))


def _ways(dd: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """``dd[i, j] * (x[i] - y[j]) / d[i, j]`` [n, m, features]; at distance 0, which has no slope, 0."""
    d = forward(x, y)
    return np.where(d == 0, 0, dd / np.where(d == 0, 1, d))[:, :, None] * (x[:, None] - y)


def backward(dy: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``dx[i] = sum_j dy[i, j] * (x[i] - y[j]) / d[i, j]``, the other way round for y."""
    ways = _ways(dy, x, y)
    return ways.sum(axis=1), -ways.sum(axis=0)


def error_scale(x: np.ndarray, y: np.ndarray) -> tuple[int, np.ndarray]:
    """The answer itself: no difference is rounded by more than its own last digit, and squares do not cancel."""
    return x.shape[1], forward(x, y)


def error_scale_backward(dy: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[tuple[int, np.ndarray], ...]:
    """The sums without signs."""
    ways = np.abs(_ways(dy, x, y))
    n, m = dy.shape
    return (m + x.shape[1], ways.sum(axis=1)), (n + x.shape[1], ways.sum(axis=0))


EXTREMES = (1e-15, 1e15)
"""Squares are taken."""


def cases() -> tuple[dict[str, Any], ...]:
    """Two sets of points, in a few dimensions and in many; equal points. Squares of subnormal numbers are 0."""
    points = {"x": "n features", "y": "m features", "values": ("normal", "negative", "positive", "ties")}
    return points, {**points, "sizes": {"features": (2, 3, 50, 64), "n": (1, 2, 3, 30), "m": (1, 3, 2, 27)}}
