"""Day 25 with dataclasses that calculate in float64, round at the end, and sum the loss with math."""

import math
from dataclasses import dataclass, field

import numpy as np


def wide(a):
    return np.asarray(a, dtype=np.float64)


@dataclass
class Dense:
    w: np.ndarray
    b: np.ndarray
    x: np.ndarray | None = field(default=None, init=False)

    def __post_init__(self):
        if self.w.ndim != 2 or self.b.ndim != 1 or self.w.shape[1] != self.b.size:
            raise ValueError("parameters do not fit together")
        self.params = [self.w, self.b]
        self.grads = [np.zeros_like(p) for p in self.params]

    def forward(self, x):
        if x.shape[1] != len(self.w):
            raise ValueError(f"{x.shape[1]} columns for {len(self.w)} inputs")
        self.x = wide(x)
        return (self.x @ wide(self.w) + self.b).astype(x.dtype)

    def backward(self, dy):
        # The bias is one more row of the weights, whose input is always 1.
        x = np.hstack([self.x, np.ones((len(self.x), 1))])
        both = x.T @ wide(dy)
        self.grads[0] += both[:-1].astype(self.w.dtype)
        self.grads[1] += both[-1].astype(self.b.dtype)
        return (self.w.astype(np.float64) @ wide(dy).T).T.astype(dy.dtype)

    def zero_grad(self):
        for g in self.grads:
            g[:] = 0


@dataclass
class ReLU:
    params: list = field(default_factory=list, init=False)
    grads: list = field(default_factory=list, init=False)

    def forward(self, x):
        self.off = x <= 0
        y = x.copy()
        y[self.off] = 0
        return y

    def backward(self, dy):
        dx = np.array(dy)
        dx[self.off] = 0
        return dx

    def zero_grad(self):
        self.grads.clear()


@dataclass
class SoftmaxCrossEntropy:
    logits: np.ndarray | None = None
    labels: np.ndarray | None = None

    def forward(self, logits, labels):
        self.logits, self.labels = logits, labels
        z = wide(logits)
        return math.fsum(self.cost(row, label) for row, label in zip(z.tolist(), labels.tolist(), strict=True)) / len(z)

    @staticmethod
    def cost(row, label):
        top = max(row)
        return top - row[label] + math.log(math.fsum(math.exp(z - top) for z in row))

    def backward(self):
        z = wide(self.logits)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        right = np.arange(z.shape[1]) == self.labels[:, np.newaxis]
        return ((p - right) / len(z)).astype(self.logits.dtype)


@dataclass
class Sequential:
    layers: list

    def __getattr__(self, name):
        if name in ("params", "grads"):
            return sum((getattr(layer, name) for layer in self.layers), [])
        raise AttributeError(name)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for i in range(len(self.layers) - 1, -1, -1):
            dy = self.layers[i].backward(dy)
        return dy

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()
