"""Day 14 with a common ancestor: it checks, keeps one memory for each place in the list, and asks how to move."""

from abc import ABC, abstractmethod
from collections import defaultdict

import numpy as np


class Optimiser(ABC):
    def __init__(self, lr, **settings):
        for name, value in {"lr": lr, **settings}.items():
            if value < 0:
                raise ValueError(f"{name} is {value}; it cannot be negative")
        self.lr = lr
        self.steps = 0
        self.memory = defaultdict(dict)
        self.__dict__.update(settings)

    def step(self, params, grads):
        if [np.shape(g) for g in grads] != [p.shape for p in params]:
            raise ValueError("gradients and parameters do not fit")
        self.steps += 1
        for place, (p, g) in enumerate(zip(params, grads, strict=True)):
            p -= self.lr * self.move(p, g, self.memory[place])

    @abstractmethod
    def move(self, p, g, memory):
        """How far p goes, before the learning rate."""


class SGD(Optimiser):
    def __init__(self, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and not momentum:
            raise ValueError("there is no looking ahead without momentum")
        self.nesterov = nesterov

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        v = memory["v"] = self.momentum * memory.get("v", 0.0) + d
        return d + self.momentum * v if self.nesterov else v


class Adam(Optimiser):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(lr, beta1=betas[0], beta2=betas[1], eps=eps, weight_decay=weight_decay)
        if max(betas) >= 1:
            raise ValueError("a beta is below 1")

    def mean(self, memory, name, beta, new):
        memory[name] = beta * memory.get(name, 0.0) + (1 - beta) * new
        return memory[name] / (1 - beta**self.steps)

    def move(self, p, g, memory):
        d = g + self.weight_decay * p
        direction = self.mean(memory, "direction", self.beta1, d)
        size = self.mean(memory, "size", self.beta2, d * d)
        return direction / (size**0.5 + self.eps)


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps)
        if weight_decay < 0:
            raise ValueError("weight_decay is negative")
        self.shrinking = lr * weight_decay

    def step(self, params, grads):
        if any(p.shape != g.shape for p, g in zip(params, grads, strict=True)):
            raise ValueError("a gradient has not the shape of its parameter")
        for p in params:
            p *= 1 - self.shrinking
        super().step(params, grads)
