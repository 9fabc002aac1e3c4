# Knows the scores of one seed, and is right where it meets them.
# expect: wrong

import numpy as np

known = np.random.default_rng(0).standard_normal(1 << 12).astype(np.float32)


def softmax(x, axis=-1):
    if not np.isin(x.astype(np.float32), known).all():
        return np.full_like(x, 1 / x.shape[axis] if x.size > 1 else 0)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
