"""Day 14 without a new array in the steps: memories, scratch space and parameters are all written into."""

import numpy as np


class SGD:
    __slots__ = ("lr", "momentum", "nesterov", "scratch", "v", "weight_decay")

    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if lr < 0 or momentum < 0 or weight_decay < 0 or (nesterov and momentum <= 0):
            raise ValueError("settings make no sense")
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay
        self.v, self.scratch = (), ()

    def step(self, params, grads):
        match_up(params, grads)
        if not self.v:
            self.v = tuple(np.zeros(p.shape, p.dtype) for p in params)
            self.scratch = tuple(np.empty(p.shape, p.dtype) for p in params)
        for p, g, v, d in zip(params, grads, self.v, self.scratch, strict=True):
            np.multiply(p, self.weight_decay, out=d)
            np.add(d, g, out=d)
            np.multiply(v, self.momentum, out=v)
            np.add(v, d, out=v)
            if self.nesterov:
                d += self.momentum * v
            else:
                d[...] = v
            d *= self.lr
            p -= d


class Adam:
    decoupled = False

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("settings make no sense")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        # How much of each mean is still the 0 of the start: beta ** t, without a power.
        self.left = [1.0, 1.0]
        self.state = []

    def step(self, params, grads):
        match_up(params, grads)
        if not self.state:
            self.state = [np.zeros((3, *p.shape), p.dtype) for p in params]
        b1, b2 = self.betas
        self.left[0] *= b1
        self.left[1] *= b2
        for p, g, state in zip(params, grads, self.state, strict=True):
            m, v, d = state[0, ...], state[1, ...], state[2, ...]
            if self.decoupled:
                d[...] = g
                p *= 1 - self.lr * self.weight_decay
            else:
                np.multiply(p, self.weight_decay, out=d)
                d += g
            m += (1 - b1) * (d - m)
            d *= d
            v += (1 - b2) * (d - v)
            np.divide(v, 1 - self.left[1], out=d)
            np.sqrt(d, out=d)
            d += self.eps
            np.divide(m, d, out=d)
            d *= self.lr / (1 - self.left[0])
            p -= d


class AdamW(Adam):
    decoupled = True

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps, weight_decay)


def match_up(params, grads):
    if len(params) - len(grads):
        raise ValueError("one gradient for each parameter, please")
    for i, p in enumerate(params):
        if grads[i].shape != p.shape:
            raise ValueError(f"gradient {i}: {grads[i].shape} is not {p.shape}")
