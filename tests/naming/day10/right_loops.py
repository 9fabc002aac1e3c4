"""Row after row in plain Python floats, with math.exp and math.log."""

import math

import numpy as np


def check_axis(x, axis):
    if axis < 0:
        axis += x.ndim
    if axis < 0 or axis >= x.ndim:
        raise ValueError("axis out of range")
    if x.shape[axis] == 0:
        raise ValueError("axis has length 0")
    return axis


def softmax_row(row):
    biggest = row[0]
    for value in row:
        if value > biggest:
            biggest = value
    exps = [math.exp(value - biggest) for value in row]
    total = 0.0
    for e in exps:
        total += e
    return [e / total for e in exps]


def softmax(x, axis=-1):
    check_axis(x, axis)
    return np.apply_along_axis(lambda row: softmax_row(row.tolist()), axis, x).astype(x.dtype)


def log_softmax_row(row):
    biggest = max(row)
    log_sum = biggest + math.log(math.fsum(math.exp(value - biggest) for value in row))
    return [value - log_sum for value in row]


def log_softmax(x, axis=-1):
    check_axis(x, axis)
    return np.apply_along_axis(lambda row: log_softmax_row(row.tolist()), axis, x).astype(x.dtype)


def cross_entropy(logits, labels):
    if labels.ndim != 1 or len(labels) != len(logits):
        raise ValueError("labels need the shape [batch]")
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist()):
        if label < 0 or label >= len(row):
            raise ValueError(f"there is no class {label}")
        total -= log_softmax_row(row)[label]
    return total / len(logits)
