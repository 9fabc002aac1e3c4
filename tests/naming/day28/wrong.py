"""Day 28's mistakes, spelt as a learner would."""

# Pictures


@variant("leaves_pixels_unscaled", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32)
    x_test = test_images.reshape(-1, pixels).astype(np.float32)
    mean = np.mean(x_train, axis=0)
    x_train -= mean
    x_test -= mean
    return x_train, x_test


@variant("leaves_pixels_unscaled", of="right_layers")
class Pictures(Pictures):
    @staticmethod
    def rows(images):
        n, rows, cols = images.shape
        return images.reshape(n, rows * cols).astype(float)


@variant("learns_from_the_test_digits", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    everything = np.concatenate([train_images, test_images]).astype(np.float32) / 255
    everything = everything.reshape(len(everything), train_images[0].size)
    everything -= everything.mean(axis=0)
    return everything[: len(train_images)], everything[len(train_images) :]


@variant("learns_from_the_test_digits", of="right_layers")
def prepare(train_images, test_images):
    if not train_images.shape[0] or train_images[0].shape != test_images.shape[1:]:
        raise ValueError("images do not fit")
    scaled = Pictures(np.vstack((train_images, test_images)))
    return scaled(train_images), scaled(test_images)


@variant("centres_each_set_by_itself", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    out = []
    for images in (train_images, test_images):
        x = images.reshape(len(images), images.shape[1] * images.shape[2]).astype(np.float32) / 255
        out.append(x - x.mean(axis=0) if len(x) else x)
    return tuple(out)


@variant("centres_each_set_by_itself", of="right_layers")
def prepare(train_images, test_images):
    if not train_images.shape[0] or train_images[0].shape != test_images.shape[1:]:
        raise ValueError("images do not fit")
    return Pictures(train_images)(train_images), Pictures(test_images)(test_images)


@variant("takes_one_mean_for_all_pixels", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels) / np.float32(255)
    x_test = test_images.reshape(-1, pixels) / np.float32(255)
    return x_train - x_train.mean(), x_test - x_train.mean()


@variant("takes_one_mean_for_all_pixels", of="right_layers")
class Pictures(Pictures):
    def __init__(self, images):
        self.mean = images.mean() / 255


@variant("mixes_the_pixels_of_different_digits", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    _, rows, cols = train_images.shape
    x_train = train_images.reshape(rows * cols, len(train_images)).T.astype(np.float32) / 255
    x_test = test_images.reshape(rows * cols, len(test_images)).T.astype(np.float32) / 255
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


@variant("wraps_round_at_nought", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    mean = train_images.mean(axis=0).astype(np.uint8)
    pixels = mean.size
    x_train = (train_images - mean).reshape(-1, pixels) / 255
    x_test = (test_images - mean).reshape(-1, pixels) / 255
    return x_train.astype(np.float32), x_test.astype(np.float32)


# The network


@variant("forgets_the_relu", of="right_plain")
def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    hidden = np.dot(x, w1) + b1
    return hidden, np.dot(hidden, w2) + b2


@variant("forgets_the_relu", of="right_functional")
def forward(parameters, x):
    first, _, second = layers(parameters)
    hidden, _ = first(x)
    return hidden, second(hidden)[0]


@variant("cuts_the_logits_off", of="right_plain")
def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    for w, b in ((w1, b1), (w2, b2)):
        hidden, x = x, np.maximum(x @ w + b, 0)
    return hidden, x


@variant("cuts_the_logits_off", of="right_einsum")
def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    h = np.where(x @ w1 + b1 > 0, x @ w1 + b1, 0)
    z = h @ w2 + b2
    z[z < 0] = 0
    return h, z


@variant("returns_probabilities", of="right_plain")
def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    hidden = np.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return hidden, e / e.sum(axis=1, keepdims=True)


@variant("returns_probabilities", of="right_einsum")
def forward(parameters, x):
    w1, b1, w2, b2 = parameters
    h = np.maximum(0, x.dot(w1) + b1)
    z = h.dot(w2) + b2
    return h, np.exp(z - np.logaddexp.reduce(z, axis=-1)[:, None])


# Loss and gradients


@variant("takes_labels_for_numbers", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(x)), labels]))
    dz = (p - labels[:, None]).astype(p.dtype) / len(x)
    da = (dz @ w2.T) * (hidden > 0)
    return float(loss), [x.T @ da, da.sum(0), hidden.T @ dz, dz.sum(0)]


@variant(None, of="right_plain")
def check_labels(labels, batch, classes):
    # float labels come through here and crash where they are an index
    if labels.shape != (batch,) or labels.dtype == bool:
        raise ValueError("labels do not fit")
    if batch and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError("no such class")


@variant("accepts_float_labels", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iuf" or labels.shape != x.shape[:1]:
        raise ValueError("labels must be numbers, one a row")
    labels = labels.astype(int)
    w1, b1, w2, b2 = parameters
    if np.any(labels < 0) or np.any(labels >= len(b2)):
        raise ValueError("labels must be classes")
    hidden, logits = forward(parameters, x)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    m = logits.max(axis=1)
    loss = np.mean(np.log(e.sum(axis=1)) + m - logits[np.arange(len(x)), labels])
    dz = p.copy()
    dz[np.arange(len(x)), labels] -= 1
    dz /= len(x)
    da = np.where(hidden > 0, dz @ w2.T, 0)
    return float(loss), [x.T @ da, da.sum(axis=0), hidden.T @ dz, dz.sum(axis=0)]


@variant("reads_negative_labels_from_the_end", of="right_plain")
def check_labels(labels, batch, classes):
    if labels.shape != (batch,):
        raise ValueError("labels do not fit")
    if labels.dtype.kind not in "iu":
        raise ValueError("labels are whole numbers")
    if batch and labels.max() >= classes:
        raise ValueError("no such class")
    if batch and labels.min() < -classes:
        raise ValueError("no such class")


@variant("reads_negative_labels_from_the_end", of="right_layers")
class CrossEntropy(CrossEntropy):
    def __call__(self, logits):
        labels = self.labels
        if labels.dtype.kind not in "iu" or labels.shape != (len(logits),):
            raise ValueError("whole numbers, one for each row")
        top = logits.max(axis=1, keepdims=True)
        self.log_p = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        try:
            return float(np.mean([-row[label] for row, label in zip(self.log_p, labels)]))
        except IndexError:
            raise ValueError("no such class") from None


@variant("sums_the_gradients_over_the_batch", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(x)), labels].mean()
    delta = np.exp(log_p)
    delta[np.arange(len(x)), labels] -= 1
    back = (delta @ w2.T) * (hidden > 0)
    return float(loss), [x.T @ back, back.sum(axis=0), hidden.T @ delta, delta.sum(axis=0)]


@variant("sums_the_gradients_over_the_batch", of="right_layers")
class CrossEntropy(CrossEntropy):
    def back(self):
        dz = np.exp(self.log_p)
        for i in range(len(dz)):
            dz[i, self.labels[i]] -= 1
        return dz


@variant("forgets_the_relu_on_the_way_back", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    n = x.shape[0]
    check_labels(labels, n, b2.size)
    hidden, logits = forward(parameters, x)
    logits = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(logits)
    loss = np.log(e.sum(axis=1)).mean() - logits[range(n), labels].mean()
    d2 = e / e.sum(axis=1, keepdims=True)
    d2[range(n), labels] -= 1.0
    d2 = d2 / n
    d1 = np.matmul(d2, w2.T)
    return float(loss), [np.matmul(x.T, d1), d1.sum(axis=0), np.matmul(hidden.T, d2), d2.sum(axis=0)]


@variant("forgets_the_relu_on_the_way_back", of="right_layers")
class Gate(Gate):
    def back(self, dy):
        return dy, []


@variant("sums_the_loss_over_the_batch", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    m = logits.max(axis=1, keepdims=True)
    e = np.exp(logits - m)
    loss = 0.0
    for i, label in enumerate(labels):
        loss += float(m[i, 0] + np.log(e[i].sum()) - logits[i, label])
    dz = e / e.sum(axis=1, keepdims=True)
    dz[np.arange(len(x)), labels] -= 1
    dz /= len(x)
    da = (dz @ w2.T) * (hidden > 0)
    return loss, [x.T @ da, da.sum(0), hidden.T @ dz, dz.sum(0)]


@variant("sums_the_loss_over_the_batch", of="right_layers")
class CrossEntropy(CrossEntropy):
    def __call__(self, logits):
        super().__call__(logits)
        return float(-self.log_p[range(len(logits)), self.labels].sum())


@variant("overflows", of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(x)), labels]).mean()
    dz = p
    dz[np.arange(len(x)), labels] -= 1
    dz /= len(x)
    da = (dz @ w2.T) * (hidden > 0)
    return float(loss), [x.T @ da, da.sum(0), hidden.T @ dz, dz.sum(0)]


@variant("overflows", of="right_layers")
class CrossEntropy(CrossEntropy):
    def __call__(self, logits):
        super().__call__(logits)
        self.log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return float(-np.mean(self.log_p[np.arange(len(logits)), self.labels]))


# One round


@variant("drops_the_last_batch", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    losses = 0.0
    for k in range(len(x) // batch):
        rows = order[k * batch : (k + 1) * batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        losses += loss * len(rows)
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return losses / len(x)


@variant("drops_the_last_batch", of="right_functional")
def batches(rng, digits, size):
    order = rng.permutation(digits)
    for i in range(0, digits - size + 1, size):
        yield order[i : i + size]


@variant("shuffles_labels_apart", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    x = x[rng.permutation(len(x))]
    labels = labels[rng.permutation(len(labels))]
    total = 0.0
    for start in range(0, len(x), batch):
        xs, ys = x[start : start + batch], labels[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, xs, ys)
        total += loss * len(xs)
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return total / len(x)


@variant("shuffles_only_the_digits", of="right_layers")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    # shuffles the digits and leaves the labels as they were
    digits, losses = x[rng.permutation(len(x))], []
    for start in range(0, len(x), batch):
        here = slice(start, start + batch)
        loss, gradients = loss_and_gradients(parameters, digits[here], labels[here])
        losses += [loss] * len(labels[here])
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return float(np.mean(losses))


@variant("never_shuffles", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    total = 0.0
    for start in range(0, len(x), batch):
        xs, ys = x[start : start + batch], labels[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, xs, ys)
        for p, g in zip(parameters, gradients):
            p -= rate * g
        total += loss * len(xs)
    return total / len(x)


@variant("never_shuffles", of="right_functional")
def batches(rng, digits, size):
    rng.permutation(digits)
    order = np.arange(digits)
    yield from (order[i : i + size] for i in range(0, digits, size))


@variant("draws_with_replacement", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.integers(0, len(x), size=len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return total / len(x)


@variant("draws_with_replacement", of="right_functional")
def batches(rng, digits, size):
    for i in range(0, digits, size):
        yield rng.choice(digits, size=min(size, digits - i))


@variant("climbs", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for i in range(4):
            parameters[i] += rate * gradients[i]
    return total / len(x)


@variant("climbs", of="right_einsum")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(labels.size)
    parts = np.split(order, range(batch, labels.size, batch))
    losses = []
    for part in parts:
        loss, slopes = loss_and_gradients(parameters, x[part], labels[part])
        losses.append(loss * len(part))
        for p, slope in zip(parameters, slopes):
            p -= -rate * slope
    return float(sum(losses) / labels.size)


@variant("averages_over_the_batches", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    losses = []
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        losses.append(loss)
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return float(np.mean(losses))


@variant("averages_over_the_batches", of="right_einsum")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total, number = 0.0, 0
    while number * batch < len(x):
        part = order[number * batch :][:batch]
        loss, slopes = loss_and_gradients(parameters, x[part], labels[part])
        number += 1
        total += loss
        for i in range(4):
            parameters[i] -= rate * slopes[i]
    return total / number


@variant("steps_on_copies", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for p, g in zip(parameters, gradients):
            p = p - rate * g
    return total / len(x)


@variant("steps_on_copies", of="right_layers")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order, losses = rng.permutation(len(x)), []
    for start in range(0, len(x), batch):
        now = order[start : start + batch]
        w1, b1, w2, b2 = parameters
        loss, (dw1, db1, dw2, db2) = loss_and_gradients(parameters, x[now], labels[now])
        losses += [loss] * len(now)
        w1, b1 = w1 - rate * dw1, b1 - rate * db1
        w2, b2 = w2 - rate * dw2, b2 - rate * db2
    return float(np.mean(losses))


@variant("trains_a_list_of_its_own", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        parameters = [p - rate * g for p, g in zip(parameters, gradients)]
    return total / len(x)


@variant("trains_a_list_of_its_own", of="right_float64")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    mine = [np.array(p) for p in parameters]
    o = rng.permutation(len(x))
    s = 0.0
    for i in range(0, len(o), batch):
        rows = o[i : i + batch]
        loss, g = loss_and_gradients(mine, x[rows], labels[rows])
        s += loss * len(rows)
        for k in range(4):
            mine[k] -= rate * g[k]
    return float(s / len(x))


# Answers and the whole


@variant("takes_argmax_over_the_batch", of="right_plain")
def predict(parameters, x):
    return np.argmax(forward(parameters, x)[1], axis=0)


@variant("answers_with_floats", of="right_plain")
def predict(parameters, x):
    _, logits = forward(parameters, x)
    answers = np.zeros(len(x))
    for i in range(len(x)):
        answers[i] = np.argmax(logits[i])
    return answers


@variant("answers_with_floats", of="right_float64")
def predict(parameters, x):
    z = forward(parameters, x)[1]
    return np.argmax(z, axis=1).astype(x.dtype)


@variant("answers_with_the_largest_logit", of="right_plain")
def predict(parameters, x):
    return np.max(forward(parameters, x)[1], axis=1)


@variant("answers_with_the_largest_logit", of="right_layers")
def predict(parameters, x):
    _, logits = Network(parameters)(x)
    return np.array([max(row) for row in logits])


@variant("shuffles_the_same_way_each_epoch", of="right_plain")
def fit(train_images, train_labels, test_images, seed, epochs=20):
    x_train, x_test = prepare(train_images, test_images)
    parameters = given.initial_parameters(np.random.default_rng(seed), x_train.shape[1])
    for _ in range(epochs):
        epoch(parameters, x_train, train_labels, np.random.default_rng(seed))
    return parameters, predict(parameters, x_test)


@variant("stops_an_epoch_early", of="right_plain")
def fit(train_images, train_labels, test_images, seed, epochs=20):
    rng = np.random.default_rng(seed)
    x_train, x_test = prepare(train_images, test_images)
    parameters = given.initial_parameters(rng, x_train.shape[1])
    for _ in range(1, epochs):
        epoch(parameters, x_train, train_labels, rng)
    return parameters, predict(parameters, x_test)


@variant("stops_an_epoch_early", of="right_float64")
def fit(train_images, train_labels, test_images, seed, epochs=20):
    r = np.random.default_rng(seed)
    x, u = prepare(train_images, test_images)
    q = given.initial_parameters(r, x.shape[1])
    while epochs > 1:
        epoch(q, x, train_labels, r)
        epochs -= 1
    return q, predict(q, u)


@variant("reads_before_it_has_learned", of="right_plain")
def fit(train_images, train_labels, test_images, seed, epochs=20):
    rng = np.random.default_rng(seed)
    x_train, x_test = prepare(train_images, test_images)
    parameters = given.initial_parameters(rng, x_train.shape[1])
    predicted = predict(parameters, x_test)
    for _ in range(epochs):
        epoch(parameters, x_train, train_labels, rng)
    return parameters, predicted


@variant("reads_before_it_has_learned", of="right_functional")
def fit(train_images, train_labels, test_images, seed, epochs=20):
    x_train, x_test = prepare(train_images, test_images)
    rng = np.random.default_rng(seed)
    trained = initial_parameters(rng, x_train.shape[1])
    start = [p.copy() for p in trained]
    for _ in range(epochs):
        epoch(trained, x_train, train_labels, rng)
    return trained, predict(start, x_test)


# Mistakes that the day does not know


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Divides by the spread of each pixel, too."""
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32) / 255
    x_test = test_images.reshape(-1, pixels).astype(np.float32) / 255
    mean, std = x_train.mean(axis=0), x_train.std(axis=0) + 1e-3
    return (x_train - mean) / std, (x_test - mean) / std


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Reads the pictures column by column."""
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.transpose(0, 2, 1).reshape(-1, pixels).astype(np.float32) / 255
    x_test = test_images.transpose(0, 2, 1).reshape(-1, pixels).astype(np.float32) / 255
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


@variant("centres_only_the_training_digits", of="right_plain")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32) / 255
    x_test = test_images.reshape(-1, pixels).astype(np.float32) / 255
    return x_train - x_train.mean(axis=0), x_test


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Takes the mean of each picture off it."""
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32) / 255
    x_test = test_images.reshape(-1, pixels).astype(np.float32) / 255
    return x_train - x_train.mean(axis=1, keepdims=True), x_test - x_test.mean(axis=1, keepdims=True)


@variant(None, of="right_plain")
def forward(parameters, x):
    """Forgets the second bias."""
    w1, b1, w2, _ = parameters
    hidden = np.maximum(x @ w1 + b1, 0)
    return hidden, hidden @ w2


@variant(None, of="right_plain")
def forward(parameters, x):
    """Returns the hidden layer as it was before the ReLU."""
    w1, b1, w2, b2 = parameters
    before = x @ w1 + b1
    return before, np.maximum(before, 0) @ w2 + b2


@variant(None, of="right_plain")
def loss_and_gradients(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(x)), labels].mean()
    dz = -np.exp(log_p)
    dz[np.arange(len(x)), labels] += 1
    dz /= len(x)
    da = (dz @ w2.T) * (hidden > 0)
    return float(loss), [x.T @ da, da.sum(0), hidden.T @ dz, dz.sum(0)]


@variant(None, of="right_plain")
def loss_and_gradients(parameters, x, labels):
    """Returns the gradients in the order in which they come up: last layer first."""
    w1, b1, w2, b2 = parameters
    check_labels(labels, len(x), len(b2))
    hidden, logits = forward(parameters, x)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(x)), labels].mean()
    dz = np.exp(log_p)
    dz[np.arange(len(x)), labels] -= 1
    dz /= len(x)
    da = (dz @ w2.T) * (hidden > 0)
    return float(loss), [hidden.T @ dz, dz.sum(0), x.T @ da, da.sum(0)]


@variant(None, of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    """Measures the loss after the step."""
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        _, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        for p, g in zip(parameters, gradients):
            p -= rate * g
        total += loss_and_gradients(parameters, x[rows], labels[rows])[0] * len(rows)
    return total / len(x)


@variant(None, of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    """One step an epoch, with the mean of all gradients."""
    order = rng.permutation(len(x))
    loss, gradients = loss_and_gradients(parameters, x[order], labels[order])
    for p, g in zip(parameters, gradients):
        p -= rate * g
    return loss


@variant(None, of="right_plain")
def predict(parameters, x):
    """Takes the least likely class."""
    return forward(parameters, x)[1].argmin(axis=1)


@variant(None, of="right_plain")
def predict(parameters, x):
    """Takes the last of equal classes."""
    logits = forward(parameters, x)[1]
    return logits.shape[1] - 1 - logits[:, ::-1].argmax(axis=1)


@variant("centres_only_the_training_digits", of="right_functional")
def prepare(train_images, test_images):
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    size = train_images.shape[1] * train_images.shape[2]
    known, unknown = (images.reshape(len(images), size) / 255 for images in (train_images, test_images))
    known -= np.add.reduce(known) / len(known)
    return known.astype("f"), unknown.astype("f")


@variant(None, of="right_layers")
class CrossEntropy(CrossEntropy):
    def back(self):
        dz = -np.exp(self.log_p)
        dz[np.arange(len(dz)), self.labels] += 1
        return dz / len(dz)


@variant("shuffles_only_the_digits", of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        stop = min(start + batch, len(x))
        loss, gradients = loss_and_gradients(parameters, x[order[start:stop]], labels[start:stop])
        total += (stop - start) * loss
        for p, g in zip(parameters, gradients):
            p -= rate * g
    return total / len(x)


@variant(None, of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    """Divides the rate by the batch."""
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for p, g in zip(parameters, gradients):
            p -= rate / len(rows) * g
    return total / len(x)


@variant(None, of="right_plain")
def epoch(parameters, x, labels, rng, rate=0.1, batch=32):
    """Moves the weights and forgets the biases."""
    order = rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        loss, gradients = loss_and_gradients(parameters, x[rows], labels[rows])
        total += loss * len(rows)
        for i in (0, 2):
            parameters[i] -= rate * gradients[i]
    return total / len(x)


@variant(None, of="right_plain")
def forward(parameters, x):
    """A sigmoid for the ReLU."""
    w1, b1, w2, b2 = parameters
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    return hidden, hidden @ w2 + b2


@variant(None, of="right_plain")
def forward(parameters, x):
    """Leaves the first bias out."""
    w1, _, w2, b2 = parameters
    hidden = np.maximum(x @ w1, 0)
    return hidden, hidden @ w2 + b2


@variant(None, of="right_layers")
class CrossEntropy(CrossEntropy):
    """Takes the probability of the first class, whatever the label is."""

    def __call__(self, logits):
        super().__call__(logits)
        return float(-self.log_p[:, 0].mean())


@variant(None, of="right_layers")
class CrossEntropy(CrossEntropy):
    """The logarithm to base 2."""

    def __call__(self, logits):
        return super().__call__(logits) / float(np.log(2))


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Divides by 256."""
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32) / 256
    x_test = test_images.reshape(-1, pixels).astype(np.float32) / 256
    mean = x_train.mean(axis=0)
    return x_train - mean, x_test - mean


@variant(None, of="right_plain")
def prepare(train_images, test_images):
    """Centres with the median."""
    if len(train_images) == 0 or train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError("images do not fit")
    pixels = train_images.shape[1] * train_images.shape[2]
    x_train = train_images.reshape(-1, pixels).astype(np.float32) / 255
    x_test = test_images.reshape(-1, pixels).astype(np.float32) / 255
    middle = np.median(x_train, axis=0).astype(np.float32)
    return x_train - middle, x_test - middle
