"""Matrices all the way, as in the paper."""

import numpy as np


def _check(q, k, v):
    if not q.shape[:2] == k.shape[:2] == v.shape[:2]:
        raise ValueError("batch and heads")
    if q.shape[3] != k.shape[3]:
        raise ValueError("head_dim")
    if k.shape[2] != v.shape[2]:
        raise ValueError("keys")


def _weights(q, k):
    scores = q @ k.swapaxes(-1, -2) / q.dtype.type(np.sqrt(q.shape[-1]))
    scores -= scores.max(axis=-1, keepdims=True)
    e = np.exp(scores)
    return e / e.sum(axis=-1, keepdims=True)


def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    return _weights(q, k) @ v


def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / q.dtype.type(np.sqrt(q.shape[-1]))
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout
