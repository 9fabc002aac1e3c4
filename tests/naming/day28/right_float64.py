"""Day 28 in float64 inside, with one-letter names and the bias as one more pixel that is always lit."""

import given
import numpy as np


def prepare(train_images, test_images):
    t, u = train_images, test_images
    if t.size == 0 or t.shape[1:] != u.shape[1:]:
        raise ValueError(f"shapes {t.shape} and {u.shape}")
    m = np.add.reduce(t, axis=0, dtype=np.int64) / (255 * len(t))
    f = lambda a: np.array([(p / 255 - m).ravel() for p in a], np.float32).reshape(len(a), m.size)
    return f(t), f(u)


def forward(parameters, x):
    w, b, v, c = (p.astype(np.float64) for p in parameters)
    h = x @ w + b
    h *= h > 0
    return h.astype(x.dtype), (h @ v + c).astype(x.dtype)


def lit(x):
    return np.column_stack([x, np.ones(len(x))])


def loss_and_gradients(parameters, x, labels):
    n, k = len(x), parameters[3].size
    y = np.asarray(labels)
    if y.shape != (n,):
        raise ValueError("shape")
    if y.dtype.kind not in {"i", "u"}:
        raise ValueError("dtype")
    if not ((y >= 0) & (y < k)).all():
        raise ValueError("range")
    w, b, v, c = (p.astype(np.float64) for p in parameters)
    a = lit(x) @ np.vstack([w, b])
    h = np.where(a > 0, a, 0)
    z = lit(h) @ np.vstack([v, c])
    z -= z.max(1)[:, None]
    s = np.exp(z).sum(1)
    loss = (np.log(s) - z[np.arange(n), y]).sum() / n
    d = np.exp(z) / s[:, None]
    np.subtract.at(d, (np.arange(n), y), 1)
    d /= n
    e = np.where(a > 0, d @ v.T, 0)
    g1, g2 = lit(x).T @ e, lit(h).T @ d
    g = g1[:-1], g1[-1], g2[:-1], g2[-1]
    return float(loss), [q.astype(p.dtype) for p, q in zip(parameters, g, strict=True)]


def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    n = len(x)
    o = rng.permutation(n)
    x, y = x[o], labels[o]
    s = i = 0
    while i < n:
        j = min(i + batch, n)
        l, g = loss_and_gradients(parameters, x[i:j], y[i:j])
        for k, p in enumerate(parameters):
            p += -rate * g[k]
        s += (j - i) * l
        i = j
    return float(s / n)


def predict(parameters, x):
    _, z = forward(parameters, x)
    best = np.zeros(len(z), np.int64)
    for c in range(1, z.shape[1]):
        best = np.where(z[:, c] > z[np.arange(len(z)), best], c, best)
    return best


def fit(train_images, train_labels, test_images, seed, epochs=20):
    r = np.random.default_rng(seed)
    x, u = prepare(train_images, test_images)
    q = given.initial_parameters(r, x.shape[1])
    while epochs > 0:
        epoch(q, x, train_labels, r)
        epochs -= 1
    return q, predict(q, u)
