"""The truth where no kernel has it: ReLU, and the whole network by the complex step, without a chain rule."""

import numpy as np

STEP = 1e-30


def relu(x):
    return np.where(x > 0, x, 0)


def relu_backward(dy, x):
    return np.where(x > 0, dy, 0)


def loss(logits, labels):
    """By log-sum-exp, the shift being real so that the complex step passes through."""
    top = logits.real.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return (total - np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]).mean()


def network(x, labels, w1, b1, w2, b2):
    """The loss of Dense, ReLU, Dense, and its gradient by x and by every parameter (Squire and Trapp 1998)."""

    def value(x, w1, b1, w2, b2):
        h = x @ w1 + b1
        return loss(np.where(h.real > 0, h, 0) @ w2 + b2, labels)

    inputs = [np.asarray(a, dtype=np.complex128) for a in (x, w1, b1, w2, b2)]
    gradients = []
    for a in inputs:
        gradient = np.zeros(a.shape)
        for at in np.ndindex(a.shape):
            a[at] += 1j * STEP
            gradient[at] = value(*inputs).imag / STEP
            a[at] -= 1j * STEP
        gradients.append(gradient)
    return float(value(*inputs).real), gradients
