"""Day 28 with pullbacks: each part of the network hands out its answer and the way back; batches from a generator."""

from functools import reduce
from itertools import count, takewhile

import numpy as np
from given import initial_parameters


def affine(w, b):
    def go(x):
        return np.add(np.matmul(x, w), b), lambda dy: (dy @ w.T, [x.T @ dy, np.add.reduce(dy, axis=0)])

    return go


def relu(x):
    return np.clip(x, 0, None), lambda dy: (np.where(x > 0, dy, np.zeros_like(dy)), [])


def cross_entropy(labels):
    def go(z):
        match labels:
            case np.ndarray(shape=(n,)) if n == len(z) and np.issubdtype(labels.dtype, np.integer):
                if set(labels.tolist()) - set(range(z.shape[1])):
                    raise ValueError("there is no such class")
            case _:
                raise ValueError("labels are whole numbers, one for each row")
        z = z - np.amax(z, axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1, keepdims=True)
        picked = np.take_along_axis(z, labels.astype(np.int64)[:, None], axis=1)

        def back(dy):
            dz = np.exp(z) / total
            np.put_along_axis(dz, labels.astype(np.int64)[:, None], np.exp(picked) / total - 1, axis=1)
            return dz * dz.dtype.type(dy / len(z)), []

        return float((np.log(total) - picked).mean()), back

    return go


def chained(functions, x):
    """The outputs of all functions, and the way back through all of them."""
    outputs, backs = [], []
    for function in functions:
        x, back = function(x)
        outputs.append(x)
        backs.append(back)

    def all_back(dy):
        def one(so_far, back):
            dy, gradients = so_far
            dx, own = back(dy)
            return dx, own + gradients

        return reduce(one, reversed(backs), (dy, []))[1]

    return outputs, all_back


def layers(parameters):
    w1, b1, w2, b2 = parameters
    return affine(w1, b1), relu, affine(w2, b2)


def prepare(train_images, test_images):
    match train_images.shape, test_images.shape:
        case (0, _, _), _:
            raise ValueError("an empty training set")
        case (_, *one), (_, *other) if one != other:
            raise ValueError("the pictures differ in size")
        case (_, rows, cols), _:
            flat = [images.reshape(-1, rows * cols) * np.float32(1 / 255) for images in (train_images, test_images)]
    mean = flat[0].sum(axis=0) / np.float32(len(flat[0]))
    return tuple(x - mean for x in flat)


def forward(parameters, x):
    (_, hidden, logits), _ = chained(layers(parameters), x)
    return hidden, logits


def loss_and_gradients(parameters, x, labels):
    outputs, back = chained((*layers(parameters), cross_entropy(labels)), x)
    return outputs[-1], back(1.0)


def batches(rng, digits, size):
    order = rng.permutation(digits)
    yield from (order[i : i + size] for i in takewhile(lambda i: i < digits, count(0, size)))


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    def step(total, rows):
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        for p, g in zip(parameters, gradients, strict=True):
            p[...] = p - rate * g
        return total + loss * (len(rows) / len(x))

    return reduce(step, batches(rng, len(x), batch), 0.0)


def predict(parameters, x):
    logits = forward(parameters, x)[1]
    return (logits == logits.max(axis=1, keepdims=True)).argmax(axis=1)


def fit(train_images, train_labels, test_images, seed, epochs=20):
    x_train, x_test = prepare(train_images, test_images)
    rng = np.random.default_rng(seed)

    def train(parameters, rounds):
        if rounds == 0:
            return parameters
        epoch(parameters, x_train, train_labels, rng)
        return train(parameters, rounds - 1)

    parameters = train(initial_parameters(rng, x_train.shape[1]), epochs)
    return parameters, predict(parameters, x_test)
