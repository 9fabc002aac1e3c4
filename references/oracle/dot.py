"""The inner product of two vectors: ``y = sum_k a[k] * b[k]``."""

from typing import Any

import numpy as np


def forward(a: np.ndarray, b: np.ndarray) -> Any:
    """[n] and [n] -> one number."""
    return a @ b


def backward(dy: Any, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``da = dy * b``, ``db = dy * a``."""
    return dy * b, dy * a


def error_scale(a: np.ndarray, b: np.ndarray) -> tuple[int, Any]:
    """The products without their signs: what is left after they cancel says nothing about how large they were."""
    return len(a), forward(np.abs(a), np.abs(b))


def error_scale_backward(dy: Any, a: np.ndarray, b: np.ndarray) -> tuple[tuple[int, np.ndarray], ...]:
    """One product each."""
    return tuple((1, np.abs(gradient)) for gradient in backward(dy, a, b))


def cases() -> tuple[dict[str, Any], ...]:
    """Vectors, from one number to more than fit into a block of any kernel."""
    return ({"a": "n", "b": "n", "sizes": {"n": (1, 2, 3, 5, 8, 9, 17, 33, 64, 255, 1000)}},)
