"""Day 14 line by line from the formulas: a list of arrays for each thing to remember, made in the first step."""

import numpy as np


class SGD:
    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if lr < 0:
            raise ValueError("lr is negative")
        if momentum < 0:
            raise ValueError("momentum is negative")
        if weight_decay < 0:
            raise ValueError("weight_decay is negative")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs a momentum")
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.weight_decay = weight_decay
        self.velocities = None

    def step(self, params, grads):
        check_shapes(params, grads)
        if self.velocities is None:
            self.velocities = [np.zeros_like(p) for p in params]
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            v = self.momentum * self.velocities[i] + d
            self.velocities[i] = v
            if self.nesterov:
                params[i][...] = params[i] - self.lr * (d + self.momentum * v)
            else:
                params[i][...] = params[i] - self.lr * v


class Adam:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0:
            raise ValueError("lr, eps and weight_decay are not negative")
        for beta in betas:
            if beta < 0 or beta >= 1:
                raise ValueError("a beta is at least 0 and less than 1")
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.m = []
        self.v = []

    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            d = grads[i] + self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * d
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * d**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamW:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        if lr < 0 or eps < 0 or weight_decay < 0:
            raise ValueError("lr, eps and weight_decay are not negative")
        for beta in betas:
            if beta < 0 or beta >= 1:
                raise ValueError("a beta is at least 0 and less than 1")
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = 0
        self.m = []
        self.v = []

    def step(self, params, grads):
        check_shapes(params, grads)
        if self.t == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i in range(len(params)):
            params[i] -= self.lr * self.weight_decay * params[i]
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * grads[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * grads[i] ** 2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def check_shapes(params, grads):
    if len(params) != len(grads):
        raise ValueError(f"{len(params)} parameters, but {len(grads)} gradients")
    for p, g in zip(params, grads, strict=True):
        if p.shape != g.shape:
            raise ValueError(f"a gradient of shape {g.shape} for a parameter of shape {p.shape}")
