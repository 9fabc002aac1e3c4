"""Rotary position embedding, the half-split form (Su et al. 2021, arXiv 2104.09864; the halves as in Llama).

The numbers i and ``i + head_dim / 2`` of a head at place t are a point in a plane, turned by an angle of its own:

``y[i] = x[i] * cos(a) - x[i + half] * sin(a)``, ``y[i + half] = x[i + half] * cos(a) + x[i] * sin(a)``
with ``a = (offset + t) * base^(-2 * i / head_dim)``
"""

import math
from typing import Any

import numpy as np


def _angles(x: np.ndarray, base: float, offset: int) -> np.ndarray:
    """[time, head_dim / 2], in the dtype of x."""
    time, head_dim = x.shape[-2:]
    places = np.arange(offset, offset + time).astype(x.dtype)
    return places[:, None] * x.dtype.type(base) ** (-np.arange(0, head_dim, 2).astype(x.dtype) / max(1, head_dim))


def _turned(x: np.ndarray, angles: np.ndarray) -> np.ndarray:
    first, second = np.split(x, 2, axis=-1)
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def forward(x: np.ndarray, base: float = 10000.0, offset: int = 0) -> np.ndarray:
    """[..., time, head_dim], head_dim even -> the same shape."""
    return _turned(x, _angles(x, base, offset))


def backward(dy: np.ndarray, x: np.ndarray, base: float = 10000.0, offset: int = 0) -> np.ndarray:
    """Turned back."""
    return _turned(dy, -_angles(x, base, offset))


def _moved(x: np.ndarray, base: float, offset: int) -> np.ndarray:
    """How far the sine and cosine move where the angle and the power that it is made of are rounded."""
    angles = 1 + _angles(x, base, offset) * (1 + math.log(base))
    return np.concatenate([angles, angles], axis=-1)


def error_scale(x: np.ndarray, base: float = 10000.0, offset: int = 0) -> tuple[int, np.ndarray]:
    """Both numbers of the plane without their signs, times how far sine and cosine move."""
    size = np.abs(x) + np.abs(np.roll(x, x.shape[-1] // 2, axis=-1))
    return 1, size * _moved(x, base, offset)


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, base: float = 10000.0, offset: int = 0
) -> tuple[int, np.ndarray]:
    """The same."""
    return error_scale(dy, base, offset)


def cases() -> tuple[dict[str, Any], ...]:
    """Heads, from the first place on and from a later one."""
    sizes = {"head_dim": (2, 4, 6, 8, 10, 16, 18), "batch": (1, 2, 3), "heads": (1, 3, 2)}
    places = {"choose": {"base": (10000.0, 500.0), "offset": (0, 7)}, "sizes": sizes}
    return {"x": "time head_dim", **places}, {"x": "batch heads time head_dim", **places}
