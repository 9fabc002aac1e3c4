"""Day 14, worked: each optimiser keeps one array a parameter for everything that it has to remember."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def refuse_negative(**settings: float) -> None:
    for name, setting in settings.items():
        if setting < 0:
            raise ValueError(f"{name} is {setting}, and must not be negative")


def refuse_strangers(params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
    # zip would drop what has no partner, and a gradient of another shape might broadcast: both without a word.
    if [p.shape for p in params] != [g.shape for g in grads]:
        raise ValueError(
            f"shapes {[p.shape for p in params]} of the parameters, {[g.shape for g in grads]} of the gradients"
        )


class SGD:
    """Gradient descent with momentum."""

    def __init__(self, lr: float, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0) -> None:
        refuse_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and momentum == 0:
            raise ValueError("nesterov looks ahead along the momentum: give one")
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay
        self.velocities: list[np.ndarray] = []

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        refuse_strangers(params, grads)
        if not self.velocities:  # the shapes are known only now
            self.velocities = [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, grads, self.velocities, strict=True):
            d = g + self.weight_decay * p  # a new array, so that the caller's gradient stays as it is
            v *= self.momentum
            v += d
            p -= self.lr * (d + self.momentum * v if self.nesterov else v)


class Adam:
    """Adam; `decoupled` says where the weight decay goes."""

    decoupled = False

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        refuse_negative(lr=lr, smaller_beta=min(betas), eps=eps, weight_decay=weight_decay)
        if max(betas) >= 1:
            raise ValueError(f"betas are {betas}: a mean that forgets nothing never learns anything")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.t = 0
        self.means: list[tuple[np.ndarray, np.ndarray]] = []

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        refuse_strangers(params, grads)
        if not self.means:
            self.means = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
        self.t += 1  # once a step, not once a parameter
        beta1, beta2 = self.betas
        for p, g, (m, v) in zip(params, grads, self.means, strict=True):
            if self.decoupled:
                d = g
                p *= 1 - self.lr * self.weight_decay
            else:
                d = g + self.weight_decay * p
            m *= beta1
            m += (1 - beta1) * d
            v *= beta2
            v += (1 - beta2) * d * d
            root = np.sqrt(v / (1 - beta2**self.t))
            p -= self.lr / (1 - beta1**self.t) * m / (root + self.eps)


class AdamW(Adam):
    """Adam whose weight decay does not pass through the gradient."""

    decoupled = True

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(lr, betas, eps, weight_decay)
