"""Given on day 12: three functions to walk down, and a grid for their maps."""

from collections.abc import Sequence

import numpy as np


def quadratic(x: np.ndarray) -> float:
    """The parabola, ``y = sum_i x[i]^2``: lowest at the origin, equally steep on all sides."""
    return (x**2).sum()


def bowl(x: np.ndarray) -> float:
    """A stretched bowl, ``y = (x[0]^2 + 25 * x[1]^2) / 2``: lowest at the origin, 25 times as curved along x[1]."""
    return (x[0] ** 2 + 25 * x[1] ** 2) / 2


def rosenbrock(x: np.ndarray) -> float:
    """A bent valley, ``y = (1 - x[0])^2 + 100 * (x[1] - x[0]^2)^2``: lowest at (1, 1), where it is 0."""
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def grid_around(places: Sequence[np.ndarray], points: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Equally spaced x[0] and x[1], each [points], of a map that holds all places with room on all sides."""
    every = np.array(places, dtype=np.float64)
    low, high = every.min(axis=0), every.max(axis=0)
    room = 0.3 * (high - low).max() + 0.1  # also where all places are one
    return np.linspace(low[0] - room, high[0] + room, points), np.linspace(low[1] - room, high[1] + room, points)
