"""The truth: the formulas of torch.optim, one parameter at a time, with nothing shared and nothing in place.

Each function returns what the parameters are after every step: a list, a step, of lists of arrays.
"""

import numpy as np


def follow(start, grads, path):
    """The steps of each parameter on its own, put together step by step."""
    paths = [path(p, [step[k] for step in grads]) for k, p in enumerate(start)]
    return [[own[t] for own in paths] for t in range(len(grads))]


def sgd(start, grads, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
    def path(p, gs):
        after, velocity = [], 0.0
        for g in gs:
            slope = g + weight_decay * p
            velocity = momentum * velocity + slope
            p = p - lr * (slope + momentum * velocity if nesterov else velocity)
            after.append(p)
        return after

    return follow(start, grads, path)


def adam(start, grads, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    def path(p, gs):
        after, slopes = [], []
        for g in gs:
            slopes.append(g + weight_decay * p)
            p = p - lr * direction(slopes, betas, eps)
            after.append(p)
        return after

    return follow(start, grads, path)


def adamw(start, grads, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    def path(p, gs):
        after = []
        for t in range(len(gs)):
            p = p - lr * weight_decay * p - lr * direction(gs[: t + 1], betas, eps)
            after.append(p)
        return after

    return follow(start, grads, path)


def direction(slopes, betas, eps):
    """Adam's, from all slopes so far: weighted means written out as sums, so that no bias has to be corrected."""
    age = np.arange(len(slopes))[::-1]
    first, second = (beta**age / np.sum(beta**age) for beta in betas)
    mean = sum(weight * slope for weight, slope in zip(first, slopes, strict=True))
    square = sum(weight * slope**2 for weight, slope in zip(second, slopes, strict=True))
    return mean / (np.sqrt(square) + eps)
