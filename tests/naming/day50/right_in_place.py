"""The leading axes flattened into one, tensordot-free batches, buffers reused with out=; queries are scaled first."""

import functools

import numpy as np


@functools.cache
def root(n):
    return float(n) ** 0.5


def flat(*arrays):
    heads = {a.shape[:2] for a in arrays}
    if len(heads) != 1:
        raise ValueError(f"batch and heads: {heads}")
    return [np.array(a).reshape(-1, *a.shape[2:]) for a in arrays]


def weights(q, k):
    q = np.divide(q, root(q.shape[-1]), dtype=q.dtype)
    w = np.matmul(q, np.transpose(k, (0, 2, 1)))
    np.subtract(w, np.amax(w, 2, keepdims=True), out=w)
    np.exp(w, out=w)
    np.divide(w, np.add.reduce(w, 2, keepdims=True), out=w)
    return w


def scaled_dot_product_attention(q, k, v):
    if q.shape[3] != k.shape[3]:
        raise ValueError("head_dim")
    if v.shape[2] != k.shape[2]:
        raise ValueError("keys")
    fq, fk, fv = flat(q, k, v)
    return np.matmul(weights(fq, fk), fv).reshape(*q.shape[:3], v.shape[3])


def scaled_dot_product_attention_backward(dout, q, k, v):
    out = scaled_dot_product_attention(q, k, v)
    if out.shape != dout.shape:
        raise ValueError("dout")
    g, fq, fk, fv, fo = flat(dout, q, k, v, out)
    w = weights(fq, fk)
    ds = np.matmul(g, fv.transpose(0, 2, 1))
    ds -= np.einsum("nqe,nqe->nq", g, fo)[:, :, None]
    ds *= w
    ds /= root(q.shape[-1])
    pairs = ((np.matmul(ds, fk), q), (np.matmul(ds.transpose(0, 2, 1), fq), k), (np.matmul(w.transpose(0, 2, 1), g), v))
    return tuple(gradient.reshape(of.shape) for gradient, of in pairs)
