"""Day 41, the truth in NumPy: each formula as plain as it stands, and a training that repeats the draws it is told.

Beside a function stands what its rounding errors are relative to: the same sums, with everything in them positive.
"""

import numpy as np


def prepare(train_images, test_images):
    train = train_images.astype(np.float64)
    mean = train.sum() / train.size
    spread = np.sqrt(((train - mean) ** 2).sum() / train.size)
    return tuple((images.astype(np.float64)[:, None] - mean) / spread for images in (train_images, test_images))


def shift(images, offsets):
    moved = np.empty_like(images)
    _, _, rows, cols = images.shape
    for picture, new, (down, right) in zip(images, moved, offsets, strict=True):
        new[:] = picture.min()
        for row in range(rows):
            for col in range(cols):
                if 0 <= row - down < rows and 0 <= col - right < cols:
                    new[:, row, col] = picture[:, row - down, col - right]
    return moved


def convolve(images, weight, bias):
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.einsum("bcijkl,fckl->bfij", windows, weight) + bias[:, None, None]


def pool(images):
    batch, channels, rows, cols = images.shape
    return images.reshape(batch, channels, rows // 2, 2, cols // 2, 2).max(axis=(3, 5))


def features(parameters, images):
    """What the linear layer of CNN sees without dropout: [batch, 1568]."""
    w1, b1, w2, b2, _, _ = parameters
    x = pool(np.maximum(convolve(images, w1, b1), 0))
    x = pool(np.maximum(convolve(x, w2, b2), 0))
    return x.reshape(len(x), -1)


def logits(parameters, images):
    return features(parameters, images) @ parameters[4].T + parameters[5]


def cross_entropy(scores, labels):
    """The mean loss of logits, and its gradient by them."""
    logp = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    one_hot = np.eye(scores.shape[1])[labels]
    return float(-(one_hot * logp).sum() / len(scores)), (np.exp(logp) - one_hot) / len(scores)


def walk(weight, bias, batches, rate, momentum):
    """Softmax regression, one step a batch ``(x [size, pixels], labels)``: weight, bias and loss before each step, and
    weight and bias after the last."""
    velocity = [np.zeros_like(weight), np.zeros_like(bias)]
    for x, labels in batches:
        loss, dscores = cross_entropy(x @ weight.T + bias, labels)
        yield weight, bias, loss
        gradients = dscores.T @ x, dscores.sum(axis=0)
        velocity = [momentum * old + gradient for old, gradient in zip(velocity, gradients, strict=True)]
        weight, bias = weight - rate * velocity[0], bias - rate * velocity[1]
    yield weight, bias, None


def steps(weight, bias, batches, rate, momentum):
    """The losses, and the weight and the bias that are left."""
    *path, (weight, bias, _) = walk(weight, bias, batches, rate, momentum)
    return [loss for *_, loss in path], weight, bias


def steps_error_scale(weight, bias, batches, rate, momentum):
    scales, speeds, losses = [np.abs(weight), np.abs(bias)], [0.0, 0.0], []
    for (w, b, _), (x, labels) in zip(walk(weight, bias, batches, rate, momentum), batches, strict=False):
        terms = x.size + b.size
        highest = (np.abs(x) @ np.abs(w).T + np.abs(b)).max(axis=1, keepdims=True)
        losses.append((terms, (2 * highest + np.log(b.size)).mean()))
        # Where a score is rounded by e, its probability moves by the factor exp(e).
        share = (np.abs(cross_entropy(x @ w.T + b, labels)[1]) + 1 / len(x)) * (1 + 2 * highest)
        moved = share.T @ np.abs(x), share.sum(axis=0)
        speeds = [momentum * old + part for old, part in zip(speeds, moved, strict=True)]
        scales = [old + rate * speed for old, speed in zip(scales, speeds, strict=True)]
    return losses, (terms, scales[0]), (terms, scales[1])


def train(weight, bias, images, labels, draws, epochs, rate):
    """What `train` makes of softmax regression: the mean loss of each epoch, weight and bias.

    Args:
        draws: For each batch, its places and its offsets, in the order of training.
    """
    losses, weight, bias = steps(weight, bias, shown(images, labels, draws), rate, 0.9)
    counts = [len(rows) for rows, _ in draws]
    by_epoch = np.array([losses, counts]).reshape(2, epochs, -1)
    return [float((loss * count).sum() / count.sum()) for loss, count in zip(*by_epoch, strict=True)], weight, bias


def train_error_scale(weight, bias, images, labels, draws, epochs, rate):
    losses, *parameters = steps_error_scale(weight, bias, shown(images, labels, draws), rate, 0.9)
    loss = max(terms for terms, _ in losses), max(scale for _, scale in losses)
    return [loss] * epochs, *parameters


def shown(images, labels, draws):
    """The batches of a training, pictures as rows."""
    return [(shift(images[rows], offsets).reshape(len(rows), -1), labels[rows]) for rows, offsets in draws]
