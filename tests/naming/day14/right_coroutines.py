"""Day 14 with a coroutine for each parameter: it keeps its memory in local variables and answers gradients with moves."""

import math

import numpy as np


def rolling(lr, momentum, nesterov, weight_decay):
    """Receives (p, g), yields how far p goes."""
    p, g = yield
    v = np.zeros(p.shape, p.dtype)
    while True:
        d = g + weight_decay * p
        v = momentum * v + d
        p, g = yield lr * (d + momentum * v if nesterov else v)


def adapting(lr, betas, eps, weight_decay):
    one, two = betas
    p, g = yield
    m = v = 0 * p
    t = 1
    while True:
        d = g + weight_decay * p
        m = one * m + (1 - one) * d
        v = two * v + (1 - two) * np.square(d)
        p, g = yield (lr / (1 - one**t)) * m / (np.sqrt(v) / math.sqrt(1 - two**t) + eps)
        t += 1


class Crew:
    """Starts a coroutine for each parameter in the first step."""

    def __init__(self, coroutine, *settings):
        self.start = lambda: coroutine(*settings)
        self.members = None

    def __call__(self, params, grads):
        if len(params) != len(grads):
            raise ValueError("not as many gradients as parameters")
        if any(p.shape != g.shape for p, g in zip(params, grads, strict=True)):
            raise ValueError("a gradient does not fit its parameter")
        if self.members is None:
            self.members = [self.start() for _ in params]
            for member in self.members:
                next(member)
        for p, g, member in zip(params, grads, self.members, strict=True):
            np.subtract(p, member.send((p, g)), out=p)


def positive(**settings):
    for name, value in settings.items():
        if not value >= 0:
            raise ValueError(f"{name}={value}")


class SGD:
    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        positive(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and momentum == 0:
            raise ValueError("nesterov=True, momentum=0")
        self.step = Crew(rolling, lr, momentum, nesterov, weight_decay)


class Adam:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        positive(lr=lr, eps=eps, weight_decay=weight_decay, beta1=betas[0], beta2=betas[1])
        if betas[0] >= 1 or betas[1] >= 1:
            raise ValueError(f"betas={betas}")
        self.step = Crew(adapting, lr, betas, eps, weight_decay)


class AdamW:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        positive(weight_decay=weight_decay)
        self.shrink = 1 - lr * weight_decay
        self.adam = Adam(lr, betas, eps)

    def step(self, params, grads):
        if len(params) != len(grads) or not all(p.shape == g.shape for p, g in zip(params, grads, strict=True)):
            raise ValueError("gradients and parameters do not go together")
        for p in params:
            p *= self.shrink
        self.adam.step(params, grads)
