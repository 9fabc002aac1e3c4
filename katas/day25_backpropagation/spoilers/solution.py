"""Day 25, worked: forward leaves each layer what it needs, backward uses it, and no layer knows its neighbours."""

from __future__ import annotations

import numpy as np

import given


class Dense:
    """y = x @ w + b."""

    def __init__(self, w: np.ndarray, b: np.ndarray) -> None:
        if w.ndim != 2 or b.shape != w.shape[1:]:  # a bias of shape [1] would broadcast without a word
            raise ValueError(f"w has the shape {w.shape} and b {b.shape}, expected (inputs, outputs) and (outputs,)")
        self.params = [w, b]
        self.grads = [np.zeros_like(w), np.zeros_like(b)]

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.x = x
        w, b = self.params
        return x @ w + b

    def backward(self, dy: np.ndarray) -> np.ndarray:
        dw, db = self.grads
        dw += self.x.T @ dy  # in place: whoever holds the list sees the sum
        db += dy.sum(axis=0)
        return dy @ self.params[0].T

    def zero_grad(self) -> None:
        for gradient in self.grads:
            gradient[...] = 0


class ReLU:
    """y = max(x, 0)."""

    def __init__(self) -> None:
        self.params: list[np.ndarray] = []
        self.grads: list[np.ndarray] = []

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.passed = x > 0  # backward needs no more than this
        return np.maximum(x, 0)

    def backward(self, dy: np.ndarray) -> np.ndarray:
        return dy * self.passed

    def zero_grad(self) -> None:
        """Nothing to clear."""


class SoftmaxCrossEntropy:
    """The mean of -log softmax(logits)[label]."""

    def forward(self, logits: np.ndarray, labels: np.ndarray) -> float:
        self.logp = given.log_softmax(logits)
        self.correct = np.arange(len(labels)), labels
        return -self.logp[self.correct].mean()

    def backward(self) -> np.ndarray:
        dlogits = np.exp(self.logp)  # a new array: a second backward finds logp as it was
        dlogits[self.correct] -= 1
        return dlogits / len(dlogits)  # the loss is a mean: the batch is divided by here and nowhere else


class Sequential:
    """Layers one after another."""

    def __init__(self, layers: list) -> None:
        self.layers = layers

    @property
    def params(self) -> list[np.ndarray]:
        return [p for layer in self.layers for p in layer.params]

    @property
    def grads(self) -> list[np.ndarray]:
        return [g for layer in self.layers for g in layer.grads]

    def forward(self, x: np.ndarray) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: np.ndarray) -> np.ndarray:
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def zero_grad(self) -> None:
        for layer in self.layers:
            layer.zero_grad()
