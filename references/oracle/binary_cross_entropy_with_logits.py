"""Cross-entropy of yes-or-no answers, given as scores z against targets t from 0 to 1; the mean over all.

``loss = mean(-t * log(sigmoid(z)) - (1 - t) * log(1 - sigmoid(z)))``, or ``mean(log(1 + exp(-|z|)) + straight)`` with
``straight = -t * z`` where z < 0, else ``(1 - t) * z``.
"""

from typing import Any

import numpy as np

from references.oracle import sigmoid, softplus


def forward(logits: np.ndarray, targets: np.ndarray) -> Any:
    """Two arrays of any one shape -> one number."""
    straight = np.where(logits < 0, -targets * logits, (1 - targets) * logits)
    return (straight + np.log1p(np.exp(-np.abs(logits)))).mean()


def backward(dy: Any, logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """``dz = dy / count * (sigmoid(z) - t)``; targets are data."""
    return (sigmoid.forward(logits) - targets) * (dy / logits.size)


def error_scale(logits: np.ndarray, targets: np.ndarray) -> tuple[int, Any]:
    """Both terms without their signs."""
    return logits.size, ((1 + np.abs(targets)) * np.abs(logits) + softplus.forward(-logits)).mean()


def error_scale_backward(dy: Any, logits: np.ndarray, targets: np.ndarray) -> tuple[int, np.ndarray]:
    """A chance and a target, each at most 1."""
    return 1, (sigmoid.forward(logits) + np.abs(targets)) * np.abs(dy) / logits.size + sigmoid.SMALLEST


DIFFERS = {"forward -inf": "PyTorch adds minus infinity and infinity where one term is left"}
NEVER_EMPTY = ("n", "batch", "classes")
"""The mean of nothing is not defined."""


def cases() -> tuple[dict[str, Any], ...]:
    """Any shape."""
    return tuple(
        {"logits": axes, "targets": axes, "made": {"targets": _chances}}
        for axes in ("n", "batch classes", "batch 2 3 n")
    )


def _chances(numbers: np.ndarray) -> np.ndarray:
    """From 0 to 1, both included."""
    return np.clip(numbers, 0, 1)
