"""Day 50, worked: two products with a softmax between them, and the same walk backwards."""

import math

import numpy as np


def _refuse_misfits(q, k, v):
    # matmul refuses a wrong head_dim by itself, but it stretches a batch or a head of length 1 without a word.
    if not q.shape[:2] == k.shape[:2] == v.shape[:2]:
        raise ValueError(f"batch and heads differ: q {q.shape[:2]}, k {k.shape[:2]}, v {v.shape[:2]}")
    # On the way back a single value would be stretched over all keys, too.
    if k.shape[2] != v.shape[2]:
        raise ValueError(f"k has {k.shape[2]} keys and v has {v.shape[2]} values: each key needs one value")


def _attention_weights(q, k):
    # math.sqrt gives a plain float. np.sqrt would give a float64 scalar, and f32 / float64 scalar is float64.
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    # Each query has its own maximum: with one for all, a query whose scores are far below it would be 0 / 0.
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def scaled_dot_product_attention(q, k, v):
    _refuse_misfits(q, k, v)
    return _attention_weights(q, k) @ v


def scaled_dot_product_attention_backward(dout, q, k, v):
    _refuse_misfits(q, k, v)
    if dout.shape != q.shape[:3] + v.shape[3:]:
        raise ValueError(f"dout has shape {dout.shape}, the output has {q.shape[:3] + v.shape[3:]}")
    weights = _attention_weights(q, k)
    # out = weights @ v is a product like any other (day 22): each factor gets the other one, transposed.
    dv = np.swapaxes(weights, -1, -2) @ dout
    dweights = dout @ np.swapaxes(v, -1, -2)
    # Softmax, row by row: raising one score lowers the other weights, so the row's weighted mean is taken away.
    mean = (weights * dweights).sum(axis=-1, keepdims=True)
    # The scale stood between the product and the softmax: the gradient meets it once, before it splits into dq and dk.
    dscores = weights * (dweights - mean) / math.sqrt(q.shape[-1])
    return dscores @ k, np.swapaxes(dscores, -1, -2) @ q, dv
