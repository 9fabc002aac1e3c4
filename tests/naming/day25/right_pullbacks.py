"""Day 25 with closures: forward leaves a function behind, and backward is that function."""

from functools import reduce
from itertools import chain

import numpy as np
from given import log_softmax


class Layer:
    """Something that makes a pair of an output and its pullback."""

    def __init__(self, *params):
        self.params = list(params)
        self.grads = [0 * p for p in params]
        self.pullback = None

    def __call__(self, x):
        raise NotImplementedError

    def forward(self, x):
        y, self.pullback = self(x)
        return y

    def backward(self, dy):
        return self.pullback(dy)

    def zero_grad(self):
        for gradient in self.grads:
            gradient.fill(0)


class Dense(Layer):
    def __init__(self, w, b):
        match w.shape, b.shape:
            case (_, outputs), (biases,) if outputs == biases:
                super().__init__(w, b)
            case _:
                raise ValueError(f"no dense layer has w {w.shape} and b {b.shape}")

    def __call__(self, x):
        w, b = self.params
        dw, db = self.grads

        def pullback(dy):
            np.add(dw, x.T.dot(dy), out=dw)
            np.add(db, np.add.reduce(dy), out=db)
            return dy.dot(w.T)

        return x.dot(w) + b, pullback


class ReLU(Layer):
    def __init__(self):
        super().__init__()

    def __call__(self, x):
        return x.clip(0), lambda dy: np.where(x > 0, dy, dy.dtype.type(0))


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        log_p = log_softmax(logits)
        rows, everywhere = len(labels), (range(len(labels)), labels)

        def pullback():
            slope = np.exp(log_p)
            slope[everywhere] -= 1
            slope /= rows
            return slope

        self.backward = pullback
        return -log_p[everywhere].sum() / rows


class Sequential(Layer):
    def __init__(self, layers):
        self.layers = tuple(layers)

    params = property(lambda self: list(chain.from_iterable(layer.params for layer in self.layers)))
    grads = property(lambda self: list(chain.from_iterable(layer.grads for layer in self.layers)))

    def forward(self, x):
        return reduce(lambda number, layer: layer.forward(number), self.layers, x)

    def backward(self, dy):
        return reduce(lambda gradient, layer: layer.backward(gradient), self.layers[::-1], dy)

    def zero_grad(self):
        [layer.zero_grad() for layer in self.layers]
