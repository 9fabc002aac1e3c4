"""Day 14 as dataclasses that calculate in float64 and write into the parameters only at the end of a step."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class SGD:
    lr: float
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0
    velocity: list = field(default_factory=list, init=False, repr=False)

    def __post_init__(self):
        if min(self.lr, self.momentum, self.weight_decay) < 0:
            raise ValueError(f"{self}: nothing here may be negative")
        if self.nesterov and self.momentum == 0:
            raise ValueError(f"{self}: nesterov wants momentum")

    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        pull = [g + self.weight_decay * p for g, p in zip(pull, old, strict=True)]
        known = self.velocity or [0.0] * len(old)
        self.velocity = [self.momentum * v + d for v, d in zip(known, pull, strict=True)]
        move = self.velocity
        if self.nesterov:
            move = [d + self.momentum * v for d, v in zip(pull, self.velocity, strict=True)]
        for p, before, m in zip(params, old, move, strict=True):
            p[...] = before - self.lr * m


@dataclass
class Adam:
    lr: float = 1e-3
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    t: int = field(default=0, init=False)
    means: list = field(default_factory=list, init=False, repr=False)

    def __post_init__(self):
        if min(self.lr, self.eps, self.weight_decay, *self.betas) < 0 or max(self.betas) >= 1:
            raise ValueError(f"{self}: out of range")

    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        pull = [g + self.weight_decay * p for g, p in zip(pull, old, strict=True)]
        self.go(params, old, pull)

    def go(self, params, old, pull):
        self.t += 1
        self.means = self.means or [(0.0, 0.0)] * len(old)
        for i, (p, before, d) in enumerate(zip(params, old, pull, strict=True)):
            self.means[i] = tuple(
                b * mean + (1 - b) * new for b, mean, new in zip(self.betas, self.means[i], (d, d**2), strict=True)
            )
            m, v = (mean / (1 - b**self.t) for b, mean in zip(self.betas, self.means[i], strict=True))
            p[...] = before - self.lr * m / (np.sqrt(v) + self.eps)


@dataclass
class AdamW(Adam):
    weight_decay: float = 1e-2

    def step(self, params, grads):
        old, pull = in_float64(params, grads)
        self.go(params, [p * (1 - self.lr * self.weight_decay) for p in old], pull)


def in_float64(params, grads):
    if len(params) != len(grads) or any(p.shape != np.shape(g) for p, g in zip(params, grads, strict=True)):
        raise ValueError("each parameter has one gradient of its shape")
    return [p.astype(np.float64) for p in params], [np.asarray(g, dtype=np.float64) for g in grads]
