"""Day 28, worked: weeks 3 and 4 in one file."""

import numpy as np

import given


def prepare(train_images, test_images):
    if len(train_images) == 0:
        raise ValueError("no training images: there is no mean to take")
    if train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError(f"images of {train_images.shape[1:]} and of {test_images.shape[1:]} pixels do not go together")
    pixels = train_images.shape[1] * train_images.shape[2]
    # float32(255), not 255: u8 divided by a plain int is float64.
    x_train = train_images.reshape(-1, pixels) / np.float32(255)
    x_test = test_images.reshape(-1, pixels) / np.float32(255)
    # One mean for both, and the training digits alone decide it: the test digits are the future.
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    hidden = np.maximum(x @ w1 + b1, 0)
    # No ReLU here: a logit must be able to say no.
    return hidden, hidden @ w2 + b2


def loss_and_gradients(parameters, x, labels):
    classes = parameters[3].size
    if labels.shape != (len(x),) or labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be {len(x)} whole numbers from 0 to {classes - 1}")
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    loss = -logp[rows, labels].mean()
    # The gradient by the logits: probabilities minus one-hot labels, shared out over the batch, as the mean was.
    dlogits = np.exp(logp)
    dlogits[rows, labels] -= 1
    dlogits /= len(labels)
    # What ReLU held back on the way there is held back on the way home.
    dhidden = (dlogits @ parameters[2].T) * (hidden > 0)
    return float(loss), [x.T @ dhidden, dhidden.sum(axis=0), hidden.T @ dlogits, dlogits.sum(axis=0)]


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        for parameter, gradient in zip(parameters, gradients, strict=True):
            # In place: the caller holds these very arrays.
            parameter -= rate * gradient
        # The last batch may be short, so a batch counts by its digits.
        total += loss * len(rows)
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
