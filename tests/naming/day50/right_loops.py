"""One query at a time, one head after the other; the softmax's slope as a whole matrix."""

from math import sqrt

import numpy as np


def refuse(q, k, v, dout=None):
    for axis in (0, 1):
        if len({q.shape[axis], k.shape[axis], v.shape[axis]}) > 1:
            raise ValueError("batch or heads differ")
    if q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2]:
        raise ValueError("head_dim or keys differ")
    if dout is not None and dout.shape != q.shape[:-1] + v.shape[-1:]:
        raise ValueError("dout")


def softmax(row):
    row = np.exp(row - max(row))
    return row / sum(row)


def look_up(query, keys):
    return softmax(np.array([float(np.dot(query, key)) / sqrt(len(query)) for key in keys]))


def scaled_dot_product_attention(q, k, v):
    refuse(q, k, v)
    out = np.zeros(q.shape[:3] + (v.shape[3],), q.dtype)
    for n in range(q.shape[0]):
        for h in range(q.shape[1]):
            for i in range(q.shape[2]):
                for weight, value in zip(look_up(q[n, h, i], k[n, h]), v[n, h].astype(np.float64)):
                    out[n, h, i] += (weight * value).astype(np.float64)
    return out


def scaled_dot_product_attention_backward(dout, q, k, v):
    refuse(q, k, v, dout)
    dq, dk, dv = (np.zeros(array.shape) for array in (q, k, v))
    for n, h, i in np.ndindex(q.shape[:3]):
        w = look_up(q[n, h, i], k[n, h])
        g = dout[n, h, i].astype(np.float64)
        dv[n, h] += np.outer(w, g)
        jacobian = np.diag(w) - np.outer(w, w)
        ds = jacobian @ (v[n, h].astype(np.float64) @ g) / sqrt(q.shape[3])
        dq[n, h, i] = ds @ k[n, h]
        dk[n, h] += np.outer(ds, q[n, h, i])
    return dq.astype(q.dtype), dk.astype(k.dtype), dv.astype(v.dtype)
