"""Day 28 step by step, as in the lesson's formulas."""

import given
import numpy as np


def prepare(train_images, test_images):
    if len(train_images) == 0:
        raise ValueError("there are no training digits")
    if train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("training and test digits have different sizes")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(len(train_images), pixels).astype(np.float32) / 255
    x_test = test_images.reshape(len(test_images), pixels).astype(np.float32) / 255
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    hidden = np.maximum(x @ w1 + b1, 0)
    return hidden, hidden @ w2 + b2


def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    batch, classes = len(x), len(b2)
    check_labels(labels, batch, classes)
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(shifted)
    sums = exps.sum(axis=1, keepdims=True)
    rows = np.arange(batch)
    loss = -np.mean((shifted - np.log(sums))[rows, labels])
    dlogits = exps / sums
    dlogits[rows, labels] -= 1
    dlogits /= batch
    dw2 = hidden.T @ dlogits
    db2 = dlogits.sum(axis=0)
    dhidden = dlogits @ w2.T
    dhidden[hidden <= 0] = 0
    dw1 = x.T @ dhidden
    db1 = dhidden.sum(axis=0)
    return float(loss), [dw1, db1, dw2, db2]


def check_labels(labels, batch, classes):
    if labels.shape != (batch,):
        raise ValueError(f"labels of shape {labels.shape} for {batch} rows")
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels of dtype {labels.dtype}")
    if batch and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"a label is not in [0, {classes})")


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for p, g in zip(parameters, gradients, strict=True):
            p -= rate * g
    return total / len(x)


def predict(parameters, x):
    return forward(parameters, x)[1].argmax(axis=1)


def fit(train_images, train_labels, test_images, seed, epochs=20):
    rng = np.random.default_rng(seed)
    x_train, x_test = prepare(train_images, test_images)
    parameters = given.initial_parameters(rng, x_train.shape[1])
    for _ in range(epochs):
        epoch(parameters, x_train, train_labels, rng)
    return parameters, predict(parameters, x_test)
