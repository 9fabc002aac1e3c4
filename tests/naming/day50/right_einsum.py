"""Every product an einsum with its letters, in float64 inside."""

import numpy as np


def _in_float64(q, k, v, dout=None):
    shapes = dict(zip("bhqd", q.shape)), dict(zip("bhkd", k.shape)), dict(zip("bhke", v.shape))
    known = {}
    for shape in (*shapes, *([dict(zip("bhqe", dout.shape))] if dout is not None else [])):
        for letter, length in shape.items():
            if known.setdefault(letter, length) != length:
                raise ValueError(f"axis {letter}: {known[letter]} and {length}")
    return [None if array is None else array.astype(np.float64) for array in (q, k, v, dout)]


def _softmax(scores):
    powers = np.exp(scores - np.max(scores, axis=3, keepdims=True))
    return powers / np.einsum("bhqk->bhq", powers)[..., None]


def scaled_dot_product_attention(q, k, v):
    Q, K, V, _ = _in_float64(q, k, v)
    weights = _softmax(np.einsum("bhqd,bhkd->bhqk", Q, K) * Q.shape[-1] ** -0.5)
    return np.einsum("bhqk,bhke->bhqe", weights, V).astype(q.dtype)


def scaled_dot_product_attention_backward(dout, q, k, v):
    Q, K, V, G = _in_float64(q, k, v, dout)
    scale = Q.shape[-1] ** -0.5
    weights = _softmax(np.einsum("bhqd,bhkd->bhqk", Q, K) * scale)
    out = np.einsum("bhqk,bhke->bhqe", weights, V)
    inner = np.einsum("bhqe,bhqe->bhq", G, out)
    slope = weights * (np.einsum("bhqe,bhke->bhqk", G, V) - inner[..., None]) * scale
    dq = np.einsum("bhqk,bhkd->bhqd", slope, K)
    dk = np.einsum("bhqk,bhqd->bhkd", slope, Q)
    dv = np.einsum("bhqk,bhqe->bhke", weights, G)
    return dq.astype(q.dtype), dk.astype(k.dtype), dv.astype(v.dtype)
