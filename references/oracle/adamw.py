"""One step of Adam with the decay beside it, not in the gradient (Loshchilov and Hutter 2017, arXiv 1711.05101).

``param' = (1 - lr * weight_decay) * param - lr * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)``
with m' and v' as in Adam, of the gradient alone.
"""

from typing import Any

import numpy as np

from references.oracle import adam


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
    shrunk = (1 - lr * weight_decay) * param
    return adam.forward(shrunk, grad, m, v, step, lr, beta1, beta2, eps)


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
    """All terms without their signs."""
    return adam.error_scale(param, grad, m, v, step, lr, beta1, beta2, eps)


DIFFERS = adam.DIFFERS
EXTREMES = adam.EXTREMES


def cases() -> tuple[dict[str, Any], ...]:
    """Those of Adam."""
    return adam.cases()
