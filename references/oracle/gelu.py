"""The Gaussian error linear unit: x times the chance that a normal number is below it.

``y = x * (1 + erf(x / sqrt(2))) / 2``, or with ``approximate="tanh"``
``y = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2``. (Hendrycks and Gimpel 2016, arXiv 1606.08415.)
"""

import math
from typing import Any

import numpy as np

CUBE = 0.044715
_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def _chance(x: np.ndarray) -> np.ndarray:
    """``(1 + erf(x / sqrt(2))) / 2``, by the complement, which keeps its digits where it is small."""
    return (_erfc(-x / math.sqrt(2)) / 2).astype(x.dtype)


def _inner(x: np.ndarray) -> np.ndarray:
    return math.sqrt(2 / math.pi) * (x + CUBE * x**3)


def forward(x: np.ndarray, approximate: str = "none") -> np.ndarray:
    """Any shape."""
    if approximate == "tanh":
        return x * (1 + np.tanh(_inner(x))) / 2
    return x * _chance(x)


def backward(dy: np.ndarray, x: np.ndarray, approximate: str = "none") -> np.ndarray:
    """``dx = dy * (chance + x * density)``, or the slope of the approximation."""
    if approximate == "tanh":
        t = np.tanh(_inner(x))
        rising = math.sqrt(2 / math.pi) * (1 + 3 * CUBE * x**2)
        return dy * ((1 + t) / 2 + x * (1 - t**2) * rising / 2)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return dy * (_chance(x) + x * density)


def error_scale(x: np.ndarray, approximate: str = "none") -> tuple[int, np.ndarray]:
    """x itself: the chance is a sum that begins with 1."""
    return 1, 2 * np.abs(x)


def error_scale_backward(dy: np.ndarray, x: np.ndarray, approximate: str = "none") -> tuple[int, np.ndarray]:
    """``1 - t^2`` is off by a rounding of 1, until t is 1 to the last digit; the density is at most 0.4."""
    if approximate == "tanh":
        reach = np.minimum(np.abs(x), 8)
        return 1, np.abs(dy) * (2 + reach * (1 + 3 * CUBE * reach**2))
    return 1, 2 * np.abs(dy)


DIFFERS = dict.fromkeys(
    ("forward -inf", "backward inf", "backward -inf"),
    "the kernel answers with the limit, where the formula has infinity times 0",
)
EXTREMES = (1e-30, 1e12)
"""The approximation takes x to the power of three."""


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape, both forms."""
    forms = {"choose": {"approximate": ("none", "tanh")}}
    return {"x": "n", **forms}, {"x": "batch features", **forms}, {"x": "batch 2 3 features", **forms}
