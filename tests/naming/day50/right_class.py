"""A head is an object that is called and remembers; scores are made by broadcasting, and heads by recursion."""

import numpy as np


class Head:
    """Attention of one batch entry and one head: matrices of two axes."""

    def __init__(self, q, k, v):
        self.q, self.k, self.v = q, k, v
        self.scale = 1 / np.sqrt(np.asarray(q.shape[-1], q.dtype))

    def __call__(self):
        scores = (self.q[:, None, :] * self.k[None, :, :]).sum(-1) * self.scale
        top = np.maximum.reduce(scores, axis=1)
        log_total = top + np.log(np.exp(scores - top[:, None]).sum(1))
        self.w = np.exp(scores - log_total[:, None])
        return np.dot(self.w, self.v)

    def backward(self, dout):
        out = self()
        slope = self.w * (np.dot(dout, self.v.T) - (dout * out).sum(1)[:, None])
        slope *= self.scale
        return slope.dot(self.k), slope.T.dot(self.q), self.w.T.dot(dout)


def _each(function, *arrays):
    if arrays[0].ndim == 2:
        return function(*arrays)
    parts = [_each(function, *slices) for slices in zip(*arrays)]
    if isinstance(parts[0], tuple):
        return tuple(map(np.stack, zip(*parts)))
    return np.stack(parts)


def _fit(q, k, v):
    if {q.shape[:2]} != {a.shape[:2] for a in (q, k, v)}:
        raise ValueError("in front")
    if q.shape[3] != k.shape[3] or k.shape[2] != v.shape[2]:
        raise ValueError("behind")


def scaled_dot_product_attention(q, k, v):
    _fit(q, k, v)
    return _each(lambda *head: Head(*head)(), q, k, v)


def scaled_dot_product_attention_backward(dout, q, k, v):
    _fit(q, k, v)
    if dout.shape != q.shape[:3] + v.shape[3:]:
        raise ValueError("dout")
    return _each(lambda g, *head: Head(*head).backward(g), dout, q, k, v)
