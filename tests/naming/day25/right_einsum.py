"""Day 25 with einsum, one-hot labels, and a sign instead of a mask."""

import numpy as np


class Dense:
    def __init__(self, w, b):
        if np.ndim(w) != 2 or np.shape(b) != np.shape(w)[1:]:
            raise ValueError("the bias has the length of a row of the weights")
        self.w, self.b = self.params = [w, b]
        self.dw, self.db = self.grads = [np.zeros(w.shape, w.dtype), np.zeros(b.shape, b.dtype)]

    def forward(self, x):
        self.x = np.copy(x)
        return np.einsum("ni,io->no", x, self.w) + self.b

    def backward(self, dy):
        self.dw += np.einsum("ni,no->io", self.x, dy)
        self.db += np.einsum("no->o", dy)
        return np.einsum("no,io->ni", dy, self.w)

    def zero_grad(self):
        self.dw *= 0
        self.db *= 0


class ReLU:
    params = property(lambda self: [])
    grads = property(lambda self: [])

    def __init__(self):
        self.step = 0

    def forward(self, x):
        self.step = np.heaviside(x, 0).astype(x.dtype)
        return x * self.step

    def backward(self, dy):
        return np.einsum("...,...->...", dy, self.step)

    def zero_grad(self):
        return None


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
        shifted = logits - np.max(logits, axis=1)[:, None]
        e = np.exp(shifted)
        total = np.einsum("nc->n", e)
        self.gradient = (e / total[:, None] - one_hot) / len(logits)
        return np.mean(np.log(total) - np.einsum("nc,nc->n", shifted, one_hot))

    def backward(self):
        return self.gradient.copy()


class Sequential:
    def __init__(self, layers):
        self.layers = layers
        self.params = [p for layer in layers for p in layer.params]

    @property
    def grads(self):
        return [g for layer in self.layers for g in layer.grads]

    def forward(self, x):
        return x if not self.layers else Sequential(self.layers[1:]).forward(self.layers[0].forward(x))

    def backward(self, dy):
        return dy if not self.layers else self.layers[0].backward(Sequential(self.layers[1:]).backward(dy))

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()
