"""Day 28, the truth: every function in the dtype of its inputs, as plain as its formula.

Beside a function stands what its rounding errors are relative to: the same sums, with everything in them positive.
"""

import numpy as np


def prepare(train_images, test_images):
    rows = [np.array([image.ravel() for image in images], np.float64) for images in (train_images, test_images)]
    mean = rows[0].sum(axis=0) / len(rows[0])
    return tuple((part - mean) / 255 if len(part) else np.zeros((0, mean.size)) for part in rows)


def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    before = np.einsum("bp,ph->bh", x, w1) + b1
    hidden = np.where(before > 0, before, 0.0)
    return hidden, np.einsum("bh,hc->bc", hidden, w2) + b2


def forward_error_scale(parameters, x):
    w1, b1, w2, b2 = map(np.abs, parameters)
    hidden = np.abs(x) @ w1 + b1
    terms = len(w1) + len(w2) + 2
    return (terms, hidden), (terms, hidden @ w2 + b2)


def loss_and_gradients(parameters, x, labels):
    hidden, logits = forward(parameters, x)
    logp = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    one_hot = np.eye(logits.shape[1])[labels]
    loss = -(one_hot * logp).sum() / len(x)
    dlogits = (np.exp(logp) - one_hot) / len(x)
    dbefore = np.einsum("bc,hc->bh", dlogits, parameters[2]) * (hidden > 0)
    dw1, dw2 = np.einsum("bp,bh->ph", x, dbefore), np.einsum("bh,bc->hc", hidden, dlogits)
    return float(loss), [dw1, dbefore.sum(axis=0), dw2, dlogits.sum(axis=0)]


def loss_and_gradients_error_scale(parameters, x, labels):
    (terms, hidden), (_, logits) = forward_error_scale(parameters, x)
    highest = logits.max(axis=1, keepdims=True)
    scores = forward(parameters, x)[1]
    p = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    # Where a score is rounded by e, its probability moves by the factor exp(e).
    dlogits = (p + np.eye(scores.shape[1])[labels]) * (1 + 2 * highest) / len(x)
    dhidden = dlogits @ np.abs(parameters[2]).T
    gradients = np.abs(x).T @ dhidden, dhidden.sum(axis=0), hidden.T @ dlogits, dlogits.sum(axis=0)
    terms += len(x) + scores.shape[1]
    return (terms, (2 * highest + np.log(scores.shape[1])).mean()), [(terms, scale) for scale in gradients]


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    """The mean loss, and the parameters afterwards; nothing is changed in place."""
    order = rng.permutation(len(x))
    losses = []
    for places in np.split(order, range(batch, len(x), batch)):
        loss, gradients = loss_and_gradients(parameters, x[places], labels[places])
        parameters = [old - rate * gradient for old, gradient in zip(parameters, gradients, strict=True)]
        losses += [loss] * len(places)
    return float(np.mean(losses)), parameters


def epoch_error_scale(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    losses, scales, terms = 0.0, [np.abs(parameter) for parameter in parameters], 1
    for places in np.split(order, range(batch, len(x), batch)):
        (terms, loss), found = loss_and_gradients_error_scale(parameters, x[places], labels[places])
        _, gradients = loss_and_gradients(parameters, x[places], labels[places])
        parameters = [old - rate * gradient for old, gradient in zip(parameters, gradients, strict=True)]
        scales = [old + rate * scale for old, (_, scale) in zip(scales, found, strict=True)]
        losses += loss * len(places) / len(x)
    return (terms, losses), [(terms, scale) for scale in scales]


def predict(parameters, x):
    return forward(parameters, x)[1].argmax(axis=1)


def fit(train_images, train_labels, test_images, seed, epochs=20):
    rng = np.random.default_rng(seed)
    x_train, x_test = prepare(train_images, test_images)
    pixels, hidden, classes = x_train.shape[1], 128, 10
    w1 = (rng.standard_normal((pixels, hidden)) * np.sqrt(2 / pixels)).astype(np.float32)
    w2 = (rng.standard_normal((hidden, classes)) * np.sqrt(2 / hidden)).astype(np.float32)
    parameters = [w1.astype(np.float64), np.zeros(hidden), w2.astype(np.float64), np.zeros(classes)]
    for _ in range(epochs):
        parameters = epoch(parameters, x_train, train_labels, rng)[1]
    return parameters, predict(parameters, x_test)
