"""Day 28 with einsum, one-hot labels and logaddexp."""

import numpy as np
from given import initial_parameters


def prepare(train_images, test_images):
    if train_images.shape[0] < 1:
        raise ValueError("no digits")
    if train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("pictures of two sizes")
    train, test = (
        np.einsum("nrc->nrc", images).astype("f4").reshape(-1, images.shape[1] * images.shape[2]) / np.float32(255)
        for images in (train_images, test_images)
    )
    mean = np.einsum("np->p", train, dtype="f8") / len(train)
    return (train - mean).astype("f4"), (test - mean).astype("f4")


def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    a = np.einsum("np,ph->nh", x, w1) + b1
    h = (a + np.abs(a)) / 2
    return h, np.einsum("nh,hc->nc", h, w2) + b2


def one_hot(labels, batch, classes, dtype):
    if (
        labels.ndim != 1
        or labels.size != batch
        or labels.dtype.kind == "b"
        or not np.can_cast(labels.dtype, "i8", "same_kind")
    ):
        raise ValueError("labels: whole numbers, one a row")
    marks = labels[:, None] == np.arange(classes)
    if not marks.any(axis=1).all():
        raise ValueError("labels: some name no class")
    return marks.astype(dtype)


def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    h, z = forward(parameters, x)
    y = one_hot(labels, *z.shape, z.dtype)
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    loss = -np.einsum("nc,nc->", log_p, y) / len(x)
    dz = (np.exp(log_p) - y) / len(x)
    da = np.einsum("nc,hc,nh->nh", dz, w2, np.sign(h))
    gradients = [
        np.einsum("np,nh->ph", x, da),
        np.einsum("nh->h", da),
        np.einsum("nh,nc->hc", h, dz),
        np.einsum("nc->c", dz),
    ]
    return float(loss), gradients


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(labels.size)
    parts = np.split(order, range(batch, labels.size, batch))
    losses = []
    for part in parts:
        loss, slopes = loss_and_gradients(parameters, np.take(x, part, axis=0), np.take(labels, part))
        losses.append(loss)
        for i in range(4):
            np.subtract(parameters[i], rate * slopes[i], out=parameters[i])
    return float(np.average(losses, weights=[len(part) for part in parts]))


def predict(parameters, x):
    return np.argmax(forward(parameters, x)[1], axis=-1)


def fit(train_images, train_labels, test_images, seed, epochs=20):
    draw = np.random.default_rng(seed)
    x, unseen = prepare(train_images, test_images)
    parameters = initial_parameters(draw, pixels=x.shape[1])
    for _ in range(epochs):
        epoch(parameters, x, train_labels, draw)
    return parameters, predict(parameters, unseen)
