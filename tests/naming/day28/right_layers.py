"""Day 28 with callable layers that remember their input, and a network that is built anew around the parameters."""

from dataclasses import dataclass

import numpy as np
from given import initial_parameters


@dataclass
class Affine:
    w: np.ndarray
    b: np.ndarray
    x: np.ndarray | None = None

    def __call__(self, x):
        self.x = x
        return x.dot(self.w) + self.b

    def back(self, dy):
        """The gradient by the input, then those by w and b."""
        return dy.dot(self.w.T), [self.x.T.dot(dy), dy.sum(0)]


class Gate:
    def __call__(self, x):
        self.open = x > 0
        return np.where(self.open, x, x.dtype.type(0))

    def back(self, dy):
        return dy * self.open, []


class CrossEntropy:
    def __init__(self, labels):
        self.labels = labels

    def __call__(self, logits):
        rows, classes = logits.shape
        labels = self.labels
        if (
            labels.dtype.kind not in "iu"
            or labels.shape != (rows,)
            or any(not 0 <= n < classes for n in labels.tolist())
        ):
            raise ValueError("each row wants one whole number that names a class")
        top = logits.max(axis=1)
        self.log_p = logits - (top + np.log(np.exp(logits - top[:, None]).sum(axis=1)))[:, None]
        return float(np.mean([-row[label] for row, label in zip(self.log_p, labels, strict=True)]))

    def back(self):
        dz = np.exp(self.log_p)
        for row, label in zip(dz, self.labels, strict=True):
            row[label] -= 1
        return dz / len(dz)


class Network:
    def __init__(self, parameters):
        w1, b1, w2, b2 = parameters
        self.first, self.gate, self.second = Affine(w1, b1), Gate(), Affine(w2, b2)

    def __call__(self, x):
        hidden = self.gate(self.first(x))
        return hidden, self.second(hidden)

    def back(self, dy):
        gradients = []
        for layer in (self.second, self.gate, self.first):
            dy, own = layer.back(dy)
            gradients = own + gradients
        return gradients


class Pictures:
    def __init__(self, images):
        self.mean = self.rows(images).mean(axis=0, dtype=np.float64)

    @staticmethod
    def rows(images):
        n, rows, cols = images.shape
        return np.reshape(images, (n, rows * cols)) / 255.0

    def __call__(self, images):
        return (self.rows(images) - self.mean).astype(np.float32)


def prepare(train_images, test_images):
    if not train_images.shape[0] or train_images[0].shape != test_images.shape[1:]:
        raise ValueError(f"{train_images.shape} and {test_images.shape} do not go together")
    scaled = Pictures(train_images)
    return scaled(train_images), scaled(test_images)


def forward(parameters, x):
    return Network(parameters)(x)


def loss_and_gradients(parameters, x, labels):
    network, measure = Network(parameters), CrossEntropy(labels)
    loss = measure(network(x)[1])
    return loss, network.back(measure.back())


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order, losses = rng.permutation(len(x)), []
    while len(order):
        now, order = order[:batch], order[batch:]
        loss, gradients = loss_and_gradients(parameters, x[now], labels[now])
        losses += [loss] * len(now)
        for place, gradient in enumerate(gradients):
            parameters[place] -= rate * gradient
    return float(np.mean(losses))


def predict(parameters, x):
    _, logits = Network(parameters)(x)
    return np.array([np.argmax(row) for row in logits], dtype=np.int64)


def fit(train_images, train_labels, test_images, seed, epochs=20):
    known, unknown = prepare(train_images, test_images)
    rng = np.random.default_rng(seed)
    parameters = initial_parameters(rng, known.shape[1])
    losses = [epoch(parameters, known, train_labels, rng) for _ in range(epochs)]
    assert len(losses) == epochs
    return parameters, predict(parameters, unknown)
