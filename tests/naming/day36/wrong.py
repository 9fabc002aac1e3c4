"""Convolutions as beginners get them wrong."""


# output_size


@variant("rounds_up", of="right_windows")
def output_size(size, kernel, stride=1, padding=0):
    if min(kernel, stride) <= 0 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return int(np.ceil((size + 2 * padding - kernel) / stride)) + 1


@variant("rounds_up", of="right_einsum")
def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    room = size + 2 * padding - kernel
    places = room // stride + 1
    if room % stride:
        places += 1
    return places


@variant("counts_steps_not_places", of="right_seven_loops")
def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return int((size - kernel + 2 * padding) / stride)


@variant("counts_the_padding_once", of="right_einsum")
def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0:
        raise ValueError
    size += padding
    if kernel > size:
        raise ValueError
    return (size - kernel) // stride + 1


@variant("counts_the_padding_once", of="right_windows")
def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return (size + padding - kernel) // stride + 1


@variant("divides_before_it_subtracts", of="right_seven_loops")
def output_size(size, kernel, stride=1, padding=0):
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return (size + 2 * padding) // stride - kernel + 1


@variant("lets_a_window_that_is_too_long_through", of="right_seven_loops")
def output_size(size, kernel, stride=1, padding=0):
    if kernel <= 0:
        raise ValueError("kernel")
    if stride <= 0:
        raise ValueError("stride")
    if padding < 0:
        raise ValueError("padding")
    return 1 + (size - kernel + 2 * padding) // stride


@variant("lets_a_window_that_is_too_long_through", of="right_im2col")
def output_size(size, kernel, stride=1, padding=0):
    Window(kernel, stride, padding)
    import math

    return math.floor((size + 2 * padding - kernel) / stride) + 1


# conv2d


@variant("flips_the_kernel", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for f in range(filters):
        for i in range(oh):
            for j in range(ow):
                for u in range(kh):
                    for v in range(kw):
                        pixel = padded[:, :, i * stride + u, j * stride + v]
                        out[:, f, i, j] += pixel @ w[f, :, kh - 1 - u, kw - 1 - v]
        if b is not None:
            out[:, f] += b[f]
    return out


@variant("flips_the_kernel", of="right_im2col")
def conv2d(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError
    tops, lefts = (
        Window(w.shape[2], stride, padding).starts(x.shape[2]),
        Window(w.shape[3], stride, padding).starts(x.shape[3]),
    )
    frame = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    turned = np.rot90(w, 2, axes=(2, 3))
    y = np.array(
        [
            [
                [[(frame[n, :, t : t + w.shape[2], s : s + w.shape[3]] * k).sum() for s in lefts] for t in tops]
                for k in turned
            ]
            for n in range(len(x))
        ],
        x.dtype,
    )
    return y if b is None else y + b[:, None, None]


@variant("reads_the_filter_sideways", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    w = w.transpose(0, 1, 3, 2)
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = np.einsum(
                "ncuv,fcuv->nf", padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw], w
            )
    return out if b is None else out + b[:, None, None]


@variant("pads_one_side", of="right_shifted_sums")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    n, channels, rows, cols = x.shape
    f, _, kh, kw = w.shape
    p = np.zeros((n, channels, rows + padding, cols + padding), x.dtype)
    p[:, :, :rows, :cols] = x
    oh, ow = output_size(rows + padding, kh, stride), output_size(cols + padding, kw, stride)
    y = np.zeros((n, f, oh, ow), x.dtype)
    for u in range(kh):
        for v in range(kw):
            y += np.einsum(
                "ncij,fc->nfij",
                p[:, :, u : u + oh * stride : stride, v : v + ow * stride : stride][:, :, :oh, :ow],
                w[:, :, u, v],
            )
    return y if b is None else y + b.reshape(-1, 1, 1)


@variant("pads_one_side_twice", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        window = padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        out[n, f, i, j] = np.vdot(window, w[f])
    return out if b is None else out + b[:, None, None]


@variant("pads_the_batch_and_the_channels_too", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, channels, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, padding)
    out = np.zeros((len(padded), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            for c in range(channels):
                window = padded[:, c, i * stride : i * stride + kh, j * stride : j * stride + kw]
                out[:, :, i, j] += np.tensordot(window, w[:, c], axes=((1, 2), (1, 2)))
    return out if b is None else out + b[:, None, None]


@variant("repeats_the_edge", of="right_shifted_sums")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    oh = output_size(x.shape[2], w.shape[2], stride, padding)
    ow = output_size(x.shape[3], w.shape[3], stride, padding)
    y = np.zeros((len(x), len(w), oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            for u in range(w.shape[2]):
                for v in range(w.shape[3]):
                    r = min(max(i * stride + u - padding, 0), x.shape[2] - 1)
                    s = min(max(j * stride + v - padding, 0), x.shape[3] - 1)
                    y[:, :, i, j] += x[:, :, r, s] @ w[:, :, u, v].T
    return y if b is None else y + b.reshape(-1, 1, 1)


@variant("lets_the_last_window_hang_over_the_edge", of="right_seven_loops")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    (batch, channels, rows, cols), (filters, _, kh, kw) = x.shape, w.shape
    output_size(rows, kh, stride, padding), output_size(cols, kw, stride, padding)
    oh = -(-(rows + 2 * padding - kh) // stride) + 1
    ow = -(-(cols + 2 * padding - kw) // stride) + 1
    y = np.zeros((batch, filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(y.shape):
        total = 0.0 if b is None else b[f]
        for c, u, v in np.ndindex(channels, kh, kw):
            r, s = i * stride + u - padding, j * stride + v - padding
            if 0 <= r < rows and 0 <= s < cols:
                total += x[n, c, r, s] * w[f, c, u, v]
        y[n, f, i, j] = total
    return y


@variant("slides_one_pixel_at_a_time", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = np.einsum("ncuv,fcuv->nf", padded[:, :, i : i + kh, j : j + kw], w)
    return out if b is None else out + b[:, None, None]


@variant("slides_one_pixel_at_a_time", of="right_einsum")
def conv2d(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1] or (b is not None and b.shape != w.shape[:1]):
        raise ValueError("shapes")
    oh, ow = (output_size(x.shape[axis], w.shape[axis], stride, padding) for axis in (2, 3))
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(p, w.shape[2:], axis=(2, 3))[:, :, :oh, :ow]
    y = np.tensordot(view, w, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)
    return (y if b is None else y + b[:, None, None]).astype(x.dtype)


@variant("keeps_only_the_last_channel", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, channels, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n in range(len(x)):
        for f in range(filters):
            for c in range(channels):
                for i in range(oh):
                    for j in range(ow):
                        out[n, f, i, j] = np.sum(
                            padded[n, c, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f, c]
                        )
            if b is not None:
                out[n, f] += b[f]
    return out


@variant("looks_at_the_first_channel_only", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (padded[n][0][i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f][0]).sum()
        if b is not None:
            out[n, f, i, j] += b[f]
    return out


@variant("looks_at_the_first_channel_only", of="right_shifted_sums")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    oh = output_size(x.shape[2], w.shape[2], stride, padding)
    ow = output_size(x.shape[3], w.shape[3], stride, padding)
    p = np.pad(x[:, 0], ((0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((len(x), len(w), oh, ow), x.dtype)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            seen = p[:, u : u + oh * stride : stride, v : v + ow * stride : stride][:, :oh, :ow]
            y += seen[:, None] * w[:, 0, u, v].reshape(1, -1, 1, 1)
    return y if b is None else y + b.reshape(-1, 1, 1)


@variant("takes_the_filter_for_a_square", of="right_seven_loops")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    batch, channels, rows, cols = x.shape
    filters, _, k, _ = w.shape
    oh, ow = output_size(rows, k, stride, padding), output_size(cols, k, stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((batch, filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(y.shape):
        for c in range(channels):
            for u in range(k):
                for v in range(k):
                    y[n, f, i, j] += p[n, c, i * stride + u, j * stride + v] * w[f, c, u, v]
        if b is not None:
            y[n, f, i, j] += b[f]
    return y


@variant("uses_the_first_filter_for_all", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            seen = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = (seen * w[0]).sum((1, 2, 3)).reshape(-1, 1)
    return out if b is None else out + b[:, None, None]


@variant("adds_the_bias_at_every_weight", of="right_seven_loops")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    (batch, channels, rows, cols), (filters, _, kh, kw) = x.shape, w.shape
    oh, ow = output_size(rows, kh, stride, padding), output_size(cols, kw, stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((batch, filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(y.shape):
        for c, u, v in np.ndindex(channels, kh, kw):
            y[n, f, i, j] += p[n, c, i * stride + u, j * stride + v] * w[f, c, u, v] + (0 if b is None else b[f])
    return y


@variant("adds_the_bias_at_every_weight", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, channels, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        window = padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        bias = 0 if b is None else b[f]
        out[n, f, i, j] = np.sum(window * w[f] + bias)
    return out


@variant("adds_the_bias_in_every_channel", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, channels, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for f in range(filters):
        for c in range(channels):
            for i in range(oh):
                for j in range(ow):
                    out[:, f, i, j] += (
                        padded[:, c, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f, c]
                    ).sum((1, 2))
            if b is not None:
                out[:, f] += b[f]
    return out


@variant("gives_each_column_a_bias", of="right_shifted_sums")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    oh = output_size(x.shape[2], w.shape[2], stride, padding)
    ow = output_size(x.shape[3], w.shape[3], stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((len(x), len(w), oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            y[..., i, j] = np.einsum(
                "ncuv,fcuv->nf", p[:, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]], w
            )
    return y if b is None else y + b


@variant("forgets_the_bias", of="right_einsum")
def conv2d(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1] or (b is not None and b.shape != w.shape[:1]):
        raise ValueError("shapes")
    for axis in (2, 3):
        output_size(x.shape[axis], w.shape[axis], stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(p, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", view, w)


@variant("forgets_the_bias", of="right_im2col")
def conv2d(x, w, b=None, stride=1, padding=0):
    (n, channels, rows, cols), (filters, of, kh, kw) = x.shape, w.shape
    if channels != of or (b is not None and b.shape != (filters,)):
        raise ValueError("shapes")
    tops, lefts = Window(kh, stride, padding).starts(rows), Window(kw, stride, padding).starts(cols)
    frame = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.empty((n, filters, len(tops), len(lefts)), x.dtype)
    for i, t in enumerate(tops):
        for j, s in enumerate(lefts):
            y[:, :, i, j] = frame[:, :, t : t + kh, s : s + kw].reshape(n, -1) @ w.reshape(filters, -1).T
    y + (0 if b is None else b.reshape(-1, 1, 1))
    return y


@variant("answers_in_float64", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow))
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]).sum()
    return out if b is None else out + b.reshape(1, -1, 1, 1)


@variant("answers_in_float64", of="right_seven_loops")
def conv2d(x, w, b=None, stride=1, padding=0):
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    x, w = x.astype(float), w.astype(float)
    oh = output_size(x.shape[2], w.shape[2], stride, padding)
    ow = output_size(x.shape[3], w.shape[3], stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = [
        [
            [
                [
                    float(
                        (p[n, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]] * k).sum()
                    )
                    for j in range(ow)
                ]
                for i in range(oh)
            ]
            for k in w
        ]
        for n in range(len(x))
    ]
    return np.array(rows) + (0.0 if b is None else b[:, None, None])


@variant("lets_filters_of_one_channel_through", of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):
    if b is not None and b.shape != (len(w),):
        raise ValueError("bias")
    filters, w_channels, kh, kw = w.shape
    if w_channels not in (1, x.shape[1]):
        raise ValueError("channels")
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for i in range(oh):
        for j in range(ow):
            for f in range(filters):
                window = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                out[:, f, i, j] = (window * w[f]).sum((1, 2, 3))
    return out if b is None else out + b[:, None, None]


@variant("lets_one_bias_for_all_through", of="right_einsum")
def conv2d(x, w, b=None, stride=1, padding=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("shapes")
    for axis in (2, 3):
        output_size(x.shape[axis], w.shape[axis], stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(p, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("ncijuv,fcuv->nfij", view, w)
    return y if b is None else y + b.reshape(1, -1, 1, 1)


# Mistakes without a name


@variant(None, of="right_windows")
def output_size(size, kernel, stride=1, padding=0):  # the kernel is forgotten
    if min(kernel, stride) <= 0 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return (size + 2 * padding - 1) // stride + 1


@variant(None, of="right_seven_loops")
def output_size(size, kernel, stride=1, padding=0):  # a float
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return (size + 2 * padding - kernel) / stride + 1


@variant(None, of="right_seven_loops")
def output_size(size, kernel, stride=1, padding=0):  # the padding is forgotten
    if kernel < 1 or stride < 1 or padding < 0 or kernel > size + 2 * padding:
        raise ValueError
    return (size - kernel) // stride + 1


@variant(None, of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):  # the largest product instead of their sum
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]).max()
    return out if b is None else out + b[:, None, None]


@variant(None, of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):  # takes the bias away
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]).sum()
    return out if b is None else out - b[:, None, None]


@variant(None, of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):  # rows and columns of the answer swapped
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, ow, oh), x.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, j, i] = np.einsum(
                "ncuv,fcuv->nf", padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw], w
            )
    return out if b is None else out + b[:, None, None]


@variant(None, of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):  # no padding at all
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    if padding < 0:
        raise ValueError
    output_size(x.shape[2], w.shape[2], stride, padding), output_size(x.shape[3], w.shape[3], stride, padding)
    filters, _, kh, kw = w.shape
    oh, ow = max(0, (x.shape[2] - kh) // stride + 1), max(0, (x.shape[3] - kw) // stride + 1)
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]).sum()
    return out if b is None else out + b[:, None, None]


@variant(None, of="right_windows")
def conv2d(x, w, b=None, stride=1, padding=0):  # the mean over the window
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != (len(w),)):
        raise ValueError("shapes")
    filters, _, kh, kw = w.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((len(x), filters, oh, ow), x.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = (padded[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw] * w[f]).mean()
    return out if b is None else out + b[:, None, None]
