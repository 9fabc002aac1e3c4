"""Batch normalisation: each channel over the batch and all pixels (Ioffe and Szegedy 2015, arXiv 1502.03167).

``y = normal * weight + bias`` with ``normal = (x - mean) / sqrt(variance + eps)``, a number of each a channel. In
training mean and variance are those of the batch (the variance divided by the count, not by one less); in inference
they are given.
"""

from typing import Any

import numpy as np


def _wide(channels: np.ndarray, x: np.ndarray) -> np.ndarray:
    """[channels] as it repeats over x [batch, channels, ...]."""
    return channels.reshape(-1, *(1,) * (x.ndim - 2))


def _over(x: np.ndarray) -> tuple[int, ...]:
    """The axes that a channel's statistics run over."""
    return (0, *range(2, x.ndim))


def _normal(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    centred = x - x.mean(axis=_over(x), keepdims=True)
    factor = 1 / np.sqrt((centred**2).mean(axis=_over(x), keepdims=True) + eps)
    return centred * factor, factor


def forward(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """[batch, channels, ...], [channels], [channels] -> the shape of x."""
    return _normal(x, eps)[0] * _wide(weight, x) + _wide(bias, x)


def inference(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, mean: np.ndarray, variance: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """The same with statistics that were kept in training."""
    return (x - _wide(mean, x)) / np.sqrt(_wide(variance, x) + eps) * _wide(weight, x) + _wide(bias, x)


def backward(
    dy: np.ndarray, x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``dx = factor * (g - mean(g) - normal * mean(g * normal))`` with ``g = dy * weight``; then dweight, dbias."""
    normal, factor = _normal(x, eps)
    g, over = dy * _wide(weight, x), _over(x)
    along = (g * normal).mean(axis=over, keepdims=True)
    dx = factor * (g - g.mean(axis=over, keepdims=True) - normal * along)
    return dx, (dy * normal).sum(axis=over), dy.sum(axis=over)


def error_scale(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> tuple[int, np.ndarray]:
    """Rounding x or the mean moves the difference and the variance, by ``|x|`` of the channel beside its spread."""
    normal, factor = _normal(x, eps)
    moved = factor * np.abs(x).max(axis=_over(x), keepdims=True)
    scale = np.abs(_wide(weight, x)) * (moved * (1 + np.abs(normal)) + np.abs(normal)) + np.abs(_wide(bias, x))
    return x.size // max(1, x.shape[1]), scale


def error_scale_inference(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, mean: np.ndarray, variance: np.ndarray, eps: float = 1e-5
) -> tuple[int, np.ndarray]:
    """x and the mean without their signs: where they cancel, one may have been multiplied before the other."""
    return 1, inference(np.abs(x), np.abs(weight), np.abs(bias), -np.abs(mean), variance, eps)


def error_scale_backward(
    dy: np.ndarray, x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5
) -> tuple[tuple[int, np.ndarray], ...]:
    """All terms without their signs, times how far the normal numbers in them move."""
    normal, factor = _normal(x, eps)
    over = _over(x)
    moved, size = 1 + factor * np.abs(x).max(axis=over, keepdims=True), 1 + np.abs(normal)
    g = np.abs(dy * _wide(weight, x))
    dx = factor * moved * (g + g.mean(axis=over, keepdims=True) + size * (g * size).mean(axis=over, keepdims=True))
    count = x.size // max(1, x.shape[1])
    dy = np.abs(dy)
    return (count, dx), (count, (dy * moved * size).sum(axis=over)), (count, dy.sum(axis=over))


DIFFERS = {
    f"{verb} {sign}inf": "PyTorch puts the factors of x together, and of the mean, before it subtracts"
    for verb in ("forward", "inference", "backward")
    for sign in ("", "-")
}
EXTREMES = (1e-15, 1e15)
"""Squares are taken."""
NEVER_EMPTY = ("batch", "features", "rows", "cols")
"""The mean of nothing is not defined."""
PYTORCH_REFUSES = ("channels",)


def cases() -> tuple[dict[str, Any], ...]:
    """Rows, sequences and images; another eps."""
    weights = {"weight": "channels", "bias": "channels", "choose": {"eps": (1e-5, 1e-2)}}
    return (
        {"x": "batch channels", **weights},
        {"x": "batch channels features", **weights, "sizes": {"batch": (1, 2, 3)}},
        {"x": "batch channels rows cols", **weights, "sizes": {"batch": (1, 2, 3), "rows": (1, 3, 4)}},
    )


def cases_inference() -> tuple[dict[str, Any], ...]:
    """The same with a mean and a variance."""
    kept = {"mean": "channels", "variance": "channels", "made": {"variance": np.abs}}
    return tuple({**description, **kept} for description in cases())
