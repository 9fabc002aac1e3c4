"""Day 50, the slow rung: one query at a time, as the formula reads."""

import math

import numpy as np


def refuse_misfits(q, k, v, dout=None):
    fits = q.shape[:2] == k.shape[:2] == v.shape[:2] and k.shape[2] == v.shape[2] and q.shape[3] == k.shape[3]
    if not fits or (dout is not None and dout.shape != q.shape[:3] + v.shape[3:]):
        raise ValueError("the shapes do not fit")


def scaled_dot_product_attention(q, k, v):
    refuse_misfits(q, k, v)
    batch, heads, queries, head_dim = q.shape
    out = np.zeros((batch, heads, queries, v.shape[-1]), q.dtype)
    for b in range(batch):
        for h in range(heads):
            for i in range(queries):
                scores = (k[b, h] * q[b, h, i]).sum(axis=-1) / math.sqrt(head_dim)
                weights = np.exp(scores - scores.max())
                out[b, h, i] = (weights[:, None] * v[b, h]).sum(axis=0) / weights.sum()
    return out


def scaled_dot_product_attention_backward(dout, q, k, v):
    refuse_misfits(q, k, v, dout)
    batch, heads, queries, head_dim = q.shape
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    for b in range(batch):
        for h in range(heads):
            for i in range(queries):
                scores = (k[b, h] * q[b, h, i]).sum(axis=-1) / math.sqrt(head_dim)
                weights = np.exp(scores - scores.max())
                weights /= weights.sum()
                dweights = (v[b, h] * dout[b, h, i]).sum(axis=-1)
                dscores = weights * (dweights - (weights * dweights).sum()) / math.sqrt(head_dim)
                dv[b, h] += weights[:, None] * dout[b, h, i]
                dq[b, h, i] = (dscores[:, None] * k[b, h]).sum(axis=0)
                dk[b, h] += dscores[:, None] * q[b, h, i]
    return dq, dk, dv
