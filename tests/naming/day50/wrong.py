"""Attention as beginners get it wrong."""


# forward


@variant("forgets_the_scale", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    scores = np.einsum("bhqd,bhkd->bhqk", q, k)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)) @ v


@variant("forgets_the_scale", of="right_loops")
def scaled_dot_product_attention(q, k, v):
    refuse(q, k, v)
    out = np.zeros(q.shape[:3] + (v.shape[3],), q.dtype)
    for n, h, i in np.ndindex(q.shape[:3]):
        weights = softmax(k[n, h] @ q[n, h, i])
        out[n, h, i] = weights @ v[n, h]
    return out


@variant("scales_by_head_dim", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    head_dim = q.shape[-1]
    scores = (q / head_dim) @ k.transpose(0, 1, 3, 2)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)) @ v


@variant("scales_by_the_number_of_keys", of="right_einsum")
def scaled_dot_product_attention(q, k, v):
    Q, K, V, _ = _in_float64(q, k, v)
    weights = _softmax(np.einsum("bhqd,bhkd->bhqk", Q, K) / np.sqrt(K.shape[2]))
    return np.einsum("bhqk,bhke->bhqe", weights, V).astype(q.dtype)


@variant("scales_by_the_number_of_keys", of="right_class")
class Head(Head):
    def __init__(self, q, k, v):
        self.q, self.k, self.v = q, k, v
        self.scale = (1 / np.sqrt(len(k))).astype(q.dtype)


@variant("softmax_over_queries", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    scores = q @ k.swapaxes(2, 3) / np.sqrt(q.shape[-1]).astype(q.dtype)
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    w = e / e.sum(axis=2, keepdims=True)
    return w @ v


@variant("softmax_over_queries", of="right_loops")
def scaled_dot_product_attention(q, k, v):
    refuse(q, k, v)
    out = np.zeros(q.shape[:3] + (v.shape[3],), q.dtype)
    for n in range(q.shape[0]):
        for h in range(q.shape[1]):
            scores = q[n, h] @ k[n, h].T / sqrt(q.shape[3])
            columns = [softmax(column) for column in scores.T]
            out[n, h] = np.array(columns).T @ v[n, h]
    return out


@variant("reshapes_instead_of_transposing", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    b, h, n, d = k.shape
    scores = np.matmul(q, np.reshape(k, (b, h, d, n))) / np.sqrt(d).astype(q.dtype)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)) @ v


@variant("overflows", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    e = np.exp(q @ k.swapaxes(2, 3) / np.sqrt(q.shape[-1]).astype(q.dtype))
    return e @ v / e.sum(-1, keepdims=True)


@variant("overflows or overflows_on_the_way_back", of="right_loops")  # both functions call it
def softmax(row):
    row = np.exp(row)
    return row / sum(row)


@variant("shares_one_maximum", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    scores = q @ k.swapaxes(2, 3) / np.sqrt(q.shape[-1]).astype(q.dtype)
    e = np.exp(scores - np.amax(scores))
    return np.divide(e, e.sum(-1, keepdims=True)) @ v


@variant("shares_one_maximum", of="right_in_place")
def weights(q, k):
    w = q @ k.transpose(0, 2, 1)
    w /= root(q.shape[-1])
    w -= w.max()
    np.exp(w, out=w)
    w /= w.sum(-1, keepdims=True)
    return w


@variant("answers_in_float64", of="right_einsum")
def scaled_dot_product_attention(q, k, v):
    Q, K, V, _ = _in_float64(q, k, v)
    weights = _softmax(np.einsum("bhqd,bhkd->bhqk", Q, K) * Q.shape[-1] ** -0.5)
    return weights @ V


@variant("answers_in_float64", of="right_loops")
def scaled_dot_product_attention(q, k, v):
    refuse(q, k, v)
    return np.array(
        [
            [[look_up(query, keys) @ values for query in queries] for queries, keys, values in zip(*batch)]
            for batch in zip(q, k, v)
        ]
    )


@variant("hands_over_the_keys", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    return _weights(q, k) @ k


@variant("hands_over_the_keys", of="right_loops")
def scaled_dot_product_attention(q, k, v):
    refuse(q, k, v)
    out = np.zeros(q.shape, q.dtype)
    for n, h, i in np.ndindex(q.shape[:3]):
        for weight, key in zip(look_up(q[n, h, i], k[n, h]), k[n, h]):
            out[n, h, i] += weight * key
    return out


@variant("compares_with_the_values", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    _check(q, k, v)
    return _weights(q, v) @ v


@variant("stretches_a_single_head", of="right_matmul")
def scaled_dot_product_attention(q, k, v):
    if q.shape[-1] != k.shape[-1] or k.shape[-2] != v.shape[-2]:
        raise ValueError("shapes")
    scores = np.matmul(q, np.moveaxis(k, -1, -2)) / np.sqrt(q.shape[-1], dtype=q.dtype)
    scores = np.exp(scores - scores.max(axis=-1)[..., None])
    return np.matmul(scores / scores.sum(axis=-1)[..., None], v)


# backward


@variant("loses_the_scale_on_the_way_back", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    g = dout @ v.swapaxes(-1, -2)
    ds = w * g - w * np.sum(w * g, axis=-1, keepdims=True)
    return np.matmul(ds, k), np.matmul(ds.swapaxes(2, 3), q), np.matmul(w.swapaxes(2, 3), dout)


@variant("loses_the_scale_on_the_way_back", of="right_class")
class Head(Head):
    def backward(self, dout):
        out = self()
        slope = self.w * (dout @ self.v.T - (dout * out).sum(1, keepdims=True))
        return slope @ self.k, slope.T @ self.q, self.w.T @ dout


@variant("forgets_the_scale_both_ways", of="right_einsum")
def scaled_dot_product_attention_backward(dout, q, k, v):
    Q, K, V, G = _in_float64(q, k, v, dout)
    weights = _softmax(np.einsum("bhqd,bhkd->bhqk", Q, K))
    dweights = np.einsum("bhqe,bhke->bhqk", G, V)
    slope = weights * (dweights - (weights * dweights).sum(-1, keepdims=True))
    dq, dk = slope @ K, slope.swapaxes(2, 3) @ Q
    dv = np.einsum("bhqk,bhqe->bhke", weights, G)
    return dq.astype(q.dtype), dk.astype(k.dtype), dv.astype(v.dtype)


@variant("scales_twice_on_the_way_back", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / q.shape[-1]
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant("treats_softmax_elementwise", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dscores = (dout @ v.swapaxes(-1, -2)) * w
    dscores = dscores / np.sqrt(q.shape[-1]).astype(q.dtype)
    return dscores @ k, dscores.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant("treats_softmax_elementwise", of="right_loops")
def scaled_dot_product_attention_backward(dout, q, k, v):
    refuse(q, k, v, dout)
    dq, dk, dv = (np.zeros_like(array) for array in (q, k, v))
    for n, h, i in np.ndindex(q.shape[:3]):
        w = look_up(q[n, h, i], k[n, h])
        for j in range(k.shape[2]):
            ds = w[j] * (dout[n, h, i] @ v[n, h, j]) / sqrt(q.shape[3])
            dq[n, h, i] += ds * k[n, h, j]
            dk[n, h, j] += ds * q[n, h, i]
            dv[n, h, j] += w[j] * dout[n, h, i]
    return dq, dk, dv


@variant("treats_softmax_like_a_sigmoid", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    ds = (w - w**2) * (dout @ v.swapaxes(-1, -2)) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant("treats_softmax_like_a_sigmoid", of="right_loops")
def scaled_dot_product_attention_backward(dout, q, k, v):
    refuse(q, k, v, dout)
    dq, dk, dv = (np.zeros(array.shape) for array in (q, k, v))
    for n, h, i in np.ndindex(q.shape[:3]):
        w = look_up(q[n, h, i], k[n, h])
        dw = v[n, h] @ dout[n, h, i]
        ds = dw * w * (1 - w) / sqrt(q.shape[3])
        dq[n, h, i] = ds @ k[n, h]
        dk[n, h] += np.outer(ds, q[n, h, i])
        dv[n, h] += np.outer(w, dout[n, h, i])
    return dq.astype(q.dtype), dk.astype(q.dtype), dv.astype(q.dtype)


@variant("takes_the_mean_over_the_queries", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    total = np.einsum("bhqk,bhqk->bhk", w, dw)[:, :, None, :]
    ds = w * (dw - total) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant("overflows_on_the_way_back", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    root = np.sqrt(q.shape[-1]).astype(q.dtype)
    e = np.exp(q @ k.swapaxes(-1, -2) / root)
    w = e / np.sum(e, -1, keepdims=True)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / root
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant("returns_dk_before_dq", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dv = w.swapaxes(-1, -2) @ dout
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1]).astype(q.dtype)
    dk = ds.swapaxes(-1, -2) @ q
    dq = ds @ k
    return dk, dq, dv


@variant("weighs_dv_by_the_scores", of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    root = np.sqrt(q.shape[-1]).astype(q.dtype)
    scores = q @ k.swapaxes(-1, -2) / root
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / root
    return ds @ k, ds.swapaxes(-1, -2) @ q, np.einsum("bhqk,bhqe->bhke", scores, dout)


# Mistakes without a name


@variant(None, of="right_matmul")
def scaled_dot_product_attention(q, k, v):  # no softmax
    _check(q, k, v)
    return q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]).astype(q.dtype) @ v


@variant(None, of="right_matmul")
def scaled_dot_product_attention(q, k, v):  # the plain mean of the values
    _check(q, k, v)
    return np.repeat(v.mean(2, keepdims=True), q.shape[2], 2)


@variant(None, of="right_matmul")
def scaled_dot_product_attention(q, k, v):  # multiplies by the root
    _check(q, k, v)
    return _weights(q * q.dtype.type(q.shape[-1]), k) @ v


@variant(None, of="right_matmul")
def scaled_dot_product_attention(q, k, v):  # only the value of the best key
    _check(q, k, v)
    best = (q @ k.swapaxes(-1, -2)).argmax(-1)
    return np.take_along_axis(v, best[..., None], axis=2)


@variant(None, of="right_matmul")
def scaled_dot_product_attention(q, k, v):  # the softmax over everything
    _check(q, k, v)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]).astype(q.dtype)
    e = np.exp(scores - scores.max())
    return e / e.sum() @ v


@variant(None, of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):  # dv without the weights
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return ds @ k, ds.swapaxes(-1, -2) @ q, np.repeat(dout.sum(2, keepdims=True), k.shape[2], 2)


@variant(None, of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):  # dq with its sign turned
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * ((dw * w).sum(axis=-1, keepdims=True) - dw) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant(None, of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):  # the softmax is passed straight through
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    ds = dout @ v.swapaxes(-1, -2) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout


@variant(None, of="right_matmul")
def scaled_dot_product_attention_backward(dout, q, k, v):  # a list, not a tuple
    _check(q, k, v)
    if dout.shape != (*q.shape[:3], v.shape[3]):
        raise ValueError("dout")
    w = _weights(q, k)
    dw = dout @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1]).astype(q.dtype)
    return [ds @ k, ds.swapaxes(-1, -2) @ q, w.swapaxes(-1, -2) @ dout]
