"""One step of Adam, with the decay as part of the gradient (Kingma and Ba 2014, arXiv 1412.6980).

``g = grad + weight_decay * param``, ``m' = beta1 * m + (1 - beta1) * g``, ``v' = beta2 * v + (1 - beta2) * g^2``
``param' = param - lr * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)``
"""

from typing import Any

import numpy as np


def forward(
    param: np.ndarray,
    grad: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    step: int,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four arrays of any one shape -> the new param, m and v. Steps count from 1: it is the number of this update."""
    g = grad + weight_decay * param if weight_decay else grad
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return param - lr * (m / _left(beta1, step, param)) / (np.sqrt(v / _left(beta2, step, param)) + eps), m, v


def _left(beta: float, step: int, like: np.ndarray) -> Any:
    """``1 - beta^step``, in float64 at least."""
    wide = np.result_type(like, np.float64).type
    return like.dtype.type(1 - wide(beta) ** step)


def error_scale(
    param: np.ndarray,
    grad: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    step: int,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[tuple[int, np.ndarray], ...]:
    """All terms without their signs. Where a gradient cancels against its decay, its square is off by more than itself,
    and the root in the denominator with it. Rounding ``beta^step`` moves what it leaves of 1 by more than that, by
    ``beta^step / (1 - beta^step)``: 500 times at the second step."""
    g = np.abs(grad) + weight_decay * np.abs(param)
    mean = np.abs(m) + (1 - beta1) * g
    square = beta2 * v + (1 - beta2) * g**2
    right = beta2 * v + (1 - beta2) * (grad + weight_decay * param) ** 2
    left1, left2 = _left(beta1, step, param), _left(beta2, step, param)
    root = np.sqrt(right / left2) + eps
    off = 1 / left1 + 0.5 / left2 + np.where(right > 0, square / np.where(right > 0, right, 1), 0)
    return (4, np.abs(param) + lr * mean / left1 / root * off), (3, mean), (3, square)


DIFFERS = {f"forward {sign}inf": "PyTorch takes m + (1 - beta1) * (g - m), and inf - inf is nan" for sign in ("", "-")}
EXTREMES = (1e-15, 1e15)
"""Squares are taken."""


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape, the first step and later ones, with decay and without, other means.

    Subnormal numbers have lost digits, and a division by eps would bring that to light.
    """
    usual = {"step": (1, 2, 1000), "lr": (1e-3, 0.1), "weight_decay": (0.0, 0.1)}
    other = {"step": (3,), "lr": (0.1,), "beta1": (0.5, 0.0), "beta2": (0.9,), "eps": (1e-3,), "weight_decay": (0.1,)}
    values = "normal", "negative", "positive", "ties"
    return tuple(
        {
            "param": axes,
            "grad": axes,
            "m": axes,
            "v": axes,
            "choose": chosen,
            "made": {"v": np.square},
            "values": values,
        }
        for axes, chosen in (("n", usual), ("rows cols", usual), ("batch 2 3 n", other))
    )
