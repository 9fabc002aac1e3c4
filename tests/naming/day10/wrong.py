"""Softmax and its relatives as beginners get them wrong."""


# softmax


@variant("overflows", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] < 1:
        raise ValueError("axis")
    total = np.sum(np.exp(x), axis, keepdims=True)
    return np.exp(x) / total


@variant("overflows", of="right_loops")
def softmax_row(row):
    exps = [math.exp(value) for value in row]
    return [e / sum(exps) for e in exps]


@variant("overflows", of="right_einsum")
def softmax(x, axis=-1):
    rows, place = _last(x, axis)
    with np.errstate(all="ignore"):
        powers = np.power(np.e, rows)
        y = powers / powers.sum(-1, keepdims=True)
    return np.moveaxis(y, -1, place).astype(x.dtype)


@variant("shifts_by_one_maximum_for_all", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    e = np.exp(np.subtract(x, np.max(x)))
    return e / np.sum(e, axis=axis, keepdims=True)


@variant("shifts_by_one_maximum_for_all", of="right_in_place")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    e = x.copy()
    e -= max(x.ravel())
    np.exp(e, out=e)
    e /= e.sum(axis, keepdims=True)
    return e


@variant("shifts_by_the_mean", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    mean = x.sum(axis=axis, keepdims=True) / x.shape[axis]
    z = np.exp(x - mean)
    return z / z.sum(axis=axis, keepdims=True)


@variant("forgets_keepdims", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    biggest = np.amax(x, axis)
    powers = np.exp(x - biggest)
    return powers / np.add.reduce(powers, axis)


@variant("forgets_keepdims_in_the_sum", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    y = np.exp(x - np.max(x, axis, keepdims=True))
    y /= np.sum(y, axis)
    return y


@variant("normalises_the_wrong_axis", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    z = np.exp(x - x.max(axis=0, keepdims=True))
    return z / z.sum(axis=0, keepdims=True)


@variant("normalises_the_wrong_axis", of="right_class")
def softmax(x, axis=-1):
    y = np.exp(log_softmax(x, axis))
    return y / y.sum(0)


@variant("ignores_the_axis", of="right_in_place")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    shifted = np.exp(x - x.max(-1)[..., None])
    return shifted / shifted.sum(-1)[..., None]


@variant("ignores_the_axis", of="right_einsum")
def softmax(x, axis=-1):
    _last(x, axis)
    flat = x.reshape(-1, x.shape[-1])
    rows = [np.exp(row - row.max()) for row in flat]
    return np.array([row / row.sum() for row in rows]).reshape(x.shape)


@variant("divides_by_one_sum_for_all", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum()


@variant("divides_by_one_sum_for_all", of="right_loops")
def softmax(x, axis=-1):
    check_axis(x, axis)
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


@variant("divides_by_the_sum_of_the_scores", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    return np.exp(x - x.max(axis, keepdims=True)) / x.sum(axis, keepdims=True)


@variant("changes_its_input", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    x -= np.max(x, axis=axis, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=axis, keepdims=True)


@variant("changes_its_input", of="right_in_place")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    np.subtract(x, x.max(axis, keepdims=True), out=x)
    np.exp(x, out=x)
    x /= x.sum(axis, keepdims=True)
    return x


@variant("answers_in_float64", of="right_einsum")
def softmax(x, axis=-1):
    rows, place = _last(x, axis)
    powers = np.exp(rows - rows.max(-1, keepdims=True))
    return np.moveaxis(powers / powers.sum(-1, keepdims=True), -1, place)


@variant("answers_in_float64", of="right_loops")
def softmax(x, axis=-1):
    check_axis(x, axis)
    return np.apply_along_axis(lambda row: np.array(softmax_row(row.tolist())), axis, x)


@variant("answers_in_float64", of="right_plain")
def softmax(x, axis=-1):
    if axis >= x.ndim or axis < -x.ndim or x.shape[axis] == 0:
        raise ValueError("axis")
    out = np.zeros(x.shape)
    out[...] = np.exp(x - x.max(axis, keepdims=True))
    out /= out.sum(axis, keepdims=True)
    return out


# log_softmax


@variant("takes_the_log_of_softmax", of="right_plain")
def log_softmax(x, axis=-1):
    with np.errstate(divide="ignore"):
        return np.log(softmax(x, axis))


@variant("takes_the_log_of_softmax", of="right_in_place")
def log_softmax(x, axis=-1):
    p = softmax(x, axis=axis)
    np.log(p, out=p)
    return p


@variant("hides_the_zero_behind_a_small_number", of="right_plain")
def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis) + 1e-12)


@variant("hides_the_zero_behind_a_small_number", of="right_einsum")
def log_softmax(x, axis=-1):
    epsilon = 1e-9
    probabilities = softmax(x, axis)
    return np.log(np.maximum(probabilities, epsilon))


@variant("shifts_only_inside_the_logarithm", of="right_plain")
def log_softmax(x, axis=-1):
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    top = np.max(x, axis, keepdims=True)
    return x - np.log(np.sum(np.exp(x - top), axis, keepdims=True))


@variant("shifts_only_outside_the_logarithm", of="right_in_place")
def log_softmax(x, axis=-1):
    work = _prepared(x, axis)
    moved = np.swapaxes(x, 0, axis)
    return np.swapaxes(work - np.log(np.exp(moved).sum(0)), 0, axis)


@variant("takes_log2_of_the_sum", of="right_plain")
def log_softmax(x, axis=-1):
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    z = x - x.max(axis, keepdims=True)
    return z - np.log2(np.exp(z).sum(axis, keepdims=True))


@variant("takes_log2_of_the_sum", of="right_loops")
def log_softmax_row(row):
    m = max(row)
    total = sum(math.exp(v - m) for v in row)
    return [v - m - math.log(total, 2) for v in row]


@variant("overflows_in_the_logarithm", of="right_plain")
def log_softmax(x, axis=-1):
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))


@variant("overflows_in_the_logarithm", of="right_loops")
def log_softmax_row(row):
    denominator = sum(math.exp(value) for value in row)
    return [value - math.log(denominator) for value in row]


# cross_entropy


@variant("asks_each_row_for_all_labels", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return -np.mean(log_softmax(logits)[:, labels])


@variant("asks_each_row_for_all_labels", of="right_loops")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    costs = []
    for row in logits.tolist():
        for label in labels:
            costs.append(-log_softmax_row(row)[label])
    return sum(costs) / len(costs)


@variant("sums_instead_of_averaging", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return -sum(log_softmax(logits)[i, label] for i, label in enumerate(labels))


@variant("sums_instead_of_averaging", of="right_class")
def cross_entropy(logits, labels):
    CrossEntropy.check(logits.shape, labels)
    return float(np.sum([CrossEntropy.surprise(row, k) for row, k in zip(logits, labels)]))


@variant("averages_over_the_classes_too", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    one_hot = np.eye(logits.shape[1])[labels]
    return float(np.mean(-one_hot * log_softmax(logits)))


@variant("averages_over_the_classes_too", of="right_einsum")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    onehot = (labels[:, None] == np.arange(logits.shape[1])).astype(logits.dtype)
    return -(onehot * log_softmax(logits)).sum() / logits.size


@variant("measures_in_bits", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    nats = -log_softmax(logits)[np.arange(len(labels)), labels]
    return float(nats.mean() / np.log(2))


@variant("measures_in_bits or takes_the_log_of_softmax", of="right_class")  # both are true of it
def cross_entropy(logits, labels):
    CrossEntropy.check(logits.shape, labels)
    p = softmax(logits.astype(np.float64))
    return -np.log2(p[np.arange(len(labels)), labels]).mean()


@variant("forgets_the_minus", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return sum(log_softmax(row)[label] for row, label in zip(logits, labels)) / len(labels)


@variant("forgets_the_minus", of="right_loops")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist()):
        total += log_softmax_row(row)[label]
    return total / len(logits)


@variant("averages_before_the_logarithm", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    p_right = softmax(logits)[range(len(labels)), labels]
    return -np.log(p_right.mean())


@variant("applies_softmax_twice", of="right_plain")
def cross_entropy(logits, labels):
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    probabilities = softmax(logits, axis=1)
    again = softmax(probabilities, axis=1)
    return float(-np.log(again[np.arange(len(labels)), labels]).mean())


@variant("applies_softmax_twice", of="right_class")
def cross_entropy(logits, labels):
    CrossEntropy.check(logits.shape, labels)
    return sum(CrossEntropy.surprise(p, k) for p, k in zip(softmax(logits), labels)) / len(labels)


@variant("lets_a_negative_label_through", of="right_plain")
def cross_entropy(logits, labels):
    n, c = logits.shape
    if labels.shape != (n,):
        raise ValueError("labels")
    if (labels >= c).any() or (labels < -c).any():
        raise ValueError("labels")
    return np.mean([-log_softmax(logits[i])[labels[i]] for i in range(n)])


@variant("lets_a_negative_label_through", of="right_in_place")
def cross_entropy(logits, labels):
    n, c = logits.shape
    if labels.shape != (n,) or labels.max() >= c:
        raise ValueError("labels")
    return -float(log_softmax(logits)[np.arange(n), labels].sum()) / n


@variant("lets_labels_of_another_shape_through", of="right_plain")
def cross_entropy(logits, labels):
    if np.any(labels < 0) or np.any(labels >= logits.shape[1]):
        raise ValueError("labels")
    rows = np.arange(logits.shape[0])
    return -log_softmax(logits)[rows, labels].mean()


# Mistakes without a name


@variant(None, of="right_plain")
def softmax(x, axis=-1):  # nothing is divided
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    return np.exp(x - x.max(axis=axis, keepdims=True))


@variant(None, of="right_plain")
def softmax(x, axis=-1):  # sums to 1, without exponentials
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    positive = x - x.min(axis=axis, keepdims=True)
    return positive / positive.sum(axis=axis, keepdims=True)


@variant(None, of="right_plain")
def softmax(x, axis=-1):  # the exponent has its sign turned
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    e = np.exp(x.min(axis=axis, keepdims=True) - x)
    return e / e.sum(axis=axis, keepdims=True)


@variant(None, of="right_plain")
def softmax(x, axis=-1):  # a sigmoid
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    return 1 / (1 + np.exp(-x))


@variant(None, of="right_plain")
def log_softmax(x, axis=-1):  # the softmax itself
    return softmax(x, axis)


@variant(None, of="right_plain")
def log_softmax(x, axis=-1):  # only shifted
    if not -x.ndim <= axis < x.ndim or x.shape[axis] == 0:
        raise ValueError("bad axis")
    return x - x.max(axis=axis, keepdims=True)


@variant(None, of="right_plain")
def cross_entropy(logits, labels):  # the mean over all classes, the right one or not
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return -log_softmax(logits).mean()


@variant(None, of="right_plain")
def cross_entropy(logits, labels):  # the probability instead of its logarithm
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return 1 - softmax(logits)[np.arange(len(labels)), labels].mean()


@variant(None, of="right_plain")
def cross_entropy(logits, labels):  # the first row only
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    for row, label in zip(logits, labels):
        return -log_softmax(row)[label]


@variant(None, of="right_plain")
def cross_entropy(logits, labels):  # the surprise at the likeliest class
    if labels.shape != (len(logits),) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return float(-log_softmax(logits).max(axis=1).mean())
