"""Day 25 as the lesson tells it: lists, matrix products, and a note on self for the way back."""

import given
import numpy as np


class Dense:
    def __init__(self, w, b):
        if w.ndim != 2:
            raise ValueError("w has two axes")
        if b.shape != (w.shape[1],):
            raise ValueError("b has one number for each column of w")
        self.params = [w, b]
        self.grads = [np.zeros_like(w), np.zeros_like(b)]
        self.x = None

    def forward(self, x):
        w, b = self.params
        if x.shape[-1] != w.shape[0]:
            raise ValueError("x and w do not fit")
        self.x = x
        return x @ w + b

    def backward(self, dy):
        self.grads[0] += self.x.T @ dy
        self.grads[1] += dy.sum(axis=0)
        return dy @ self.params[0].T

    def zero_grad(self):
        self.grads[0][...] = 0
        self.grads[1][...] = 0


class ReLU:
    def __init__(self):
        self.params = []
        self.grads = []
        self.mask = None

    def forward(self, x):
        self.mask = x > 0
        return np.maximum(x, 0)

    def backward(self, dy):
        return dy * self.mask

    def zero_grad(self):
        pass


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        self.log_p = given.log_softmax(logits)
        self.labels = labels
        return float(-self.log_p[np.arange(len(labels)), labels].mean())

    def backward(self):
        dlogits = np.exp(self.log_p)
        dlogits[np.arange(len(self.labels)), self.labels] -= 1
        return dlogits / len(self.labels)


class Sequential:
    def __init__(self, layers):
        self.layers = layers

    @property
    def params(self):
        everything = []
        for layer in self.layers:
            everything += layer.params
        return everything

    @property
    def grads(self):
        everything = []
        for layer in self.layers:
            everything += layer.grads
        return everything

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()
