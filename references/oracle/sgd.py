"""One step of stochastic gradient descent, with momentum (Polyak 1964), Nesterov's (Sutskever et al. 2013) if asked.

``g = grad + weight_decay * param``, ``velocity' = momentum * velocity + g``
``param' = param - lr * (g + momentum * velocity' if nesterov else velocity')``
"""

from typing import Any

import numpy as np


def forward(
    param: np.ndarray,
    grad: np.ndarray,
    velocity: np.ndarray,
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Three arrays of any one shape -> the new param and velocity. The first velocity is 0."""
    g = grad + weight_decay * param if weight_decay else grad
    velocity = momentum * velocity + g if momentum else g.copy()
    return param - lr * (g + momentum * velocity if nesterov else velocity), velocity


def error_scale(
    param: np.ndarray,
    grad: np.ndarray,
    velocity: np.ndarray,
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> tuple[tuple[int, np.ndarray], ...]:
    """All terms without their signs."""
    sizes = -np.abs(param), np.abs(grad), np.abs(velocity)
    moved, speed = forward(*sizes, lr, momentum, -weight_decay, nesterov)
    return (4, np.abs(moved)), (3, speed)


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape, with and without each of momentum, decay and Nesterov's form."""
    settings = {"lr": (0.1, 1e-3), "momentum": (0.0, 0.9), "weight_decay": (0.0, 0.1), "nesterov": (False, True)}
    return tuple(
        # PyTorch has no Nesterov's form without momentum.
        {
            "param": axes,
            "grad": axes,
            "velocity": axes,
            "choose": settings,
            "where": lambda case: case.momentum or not case.nesterov,
        }
        for axes in ("n", "rows cols")
    )
