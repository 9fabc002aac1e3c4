"""Day 25's mistakes, spelt as a learner would."""

# Dense


@variant("keeps_the_first_input", of="right_plain")
class Dense(Dense):
    def forward(self, x):
        if self.x is None:
            self.x = x
        if x.shape[1] != self.params[0].shape[0]:
            raise ValueError("x and w do not fit")
        return x @ self.params[0] + self.params[1]


@variant("keeps_the_first_input", of="right_einsum")
class Dense(Dense):
    def forward(self, x):
        y = np.einsum("ni,io->no", x, self.w) + self.b
        if not hasattr(self, "x"):
            self.x = x.copy()
        return y


@variant("overwrites_its_gradients", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        self.grads = [self.x.T @ dy, dy.sum(axis=0)]
        return dy @ self.params[0].T


@variant("overwrites_its_gradients", of="right_pullbacks")
class Dense(Dense):
    def backward(self, dy):
        self.zero_grad()
        return self.pullback(dy)


@variant("zero_grad_does_not_clear", of="right_plain")
class Dense(Dense):
    def zero_grad(self):
        for g in self.grads:
            g = np.zeros_like(g)


@variant("zero_grad_does_not_clear", of="right_einsum")
class Dense(Dense):
    def zero_grad(self):
        # other arrays than those in grads, and backward adds to the ones that are gone
        self.dw_zero = np.zeros_like(self.dw)
        self.db_zero = np.zeros_like(self.db)


@variant("clears_only_the_weights", of="right_plain")
class Dense(Dense):
    def zero_grad(self):
        self.grads[0].fill(0)


@variant("clears_only_the_weights", of="right_loops")
class Dense(Dense):
    def zero_grad(self):
        dw, db = self.grads
        dw *= 0
        db = 0 * db


@variant("averages_over_the_batch_again", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        n = dy.shape[0]
        self.grads[0] += self.x.T @ dy / n
        self.grads[1] += dy.sum(axis=0) / n
        return dy @ self.params[0].T


@variant("averages_over_the_batch_again", of="right_einsum")
class Dense(Dense):
    def backward(self, dy):
        self.dw += np.einsum("ni,no->nio", self.x, dy).mean(axis=0)
        self.db += np.mean(dy, axis=0)
        return np.einsum("no,io->ni", dy, self.w)


@variant("forgets_the_transpose", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        w = self.params[0]
        self.grads[0] += self.x.T @ dy
        self.grads[1] += dy.sum(axis=0)
        return dy @ w.reshape(w.shape[1], w.shape[0])


@variant("forgets_the_transpose", of="right_pullbacks")
class Dense(Dense):
    def backward(self, dy):
        self.pullback(dy)
        return dy @ self.params[0]


@variant("averages_the_bias", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        self.grads[0] += self.x.T @ dy
        self.grads[1] += np.mean(dy, axis=0)
        return dy @ self.params[0].T


@variant("averages_the_bias", of="right_loops")
class Dense(Dense):
    def backward(self, dy):
        before = self.grads[1].copy()
        dx = super().backward(dy)
        self.grads[1][:] = before + (self.grads[1] - before) / len(dy)
        return dx


@variant("gives_every_bias_the_same_gradient", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        self.grads[0] += self.x.T @ dy
        self.grads[1] += dy.sum()
        return dy @ self.params[0].T


@variant("gives_every_bias_the_same_gradient", of="right_einsum")
class Dense(Dense):
    def backward(self, dy):
        self.dw += np.einsum("ni,no->io", self.x, dy)
        for o in range(len(self.db)):
            self.db[o] += np.einsum("no->", dy)
        return np.einsum("no,io->ni", dy, self.w)


@variant("leaves_the_bias_without_gradient", of="right_plain")
class Dense(Dense):
    def backward(self, dy):
        self.grads[0] += np.dot(np.transpose(self.x), dy)
        return np.dot(dy, np.transpose(self.params[0]))


@variant("leaves_the_bias_without_gradient", of="right_einsum")
class Dense(Dense):
    def backward(self, dy):
        self.dw += np.einsum("ni,no->io", self.x, dy)
        db = self.db + np.einsum("no->o", dy)
        return np.einsum("no,io->ni", dy, self.w)


@variant("trains_copies", of="right_plain")
class Dense(Dense):
    def __init__(self, w, b):
        super().__init__(w, b)
        self.w = w.copy()
        self.b = b.copy()

    def forward(self, x):
        if x.shape[1] != self.w.shape[0]:
            raise ValueError("x and w do not fit")
        self.x = x
        return x @ self.w + self.b

    def backward(self, dy):
        self.grads[0] += self.x.T @ dy
        self.grads[1] += dy.sum(axis=0)
        return dy @ self.w.T


@variant("trains_copies", of="right_einsum")
class Dense(Dense):
    def __init__(self, w, b):
        super().__init__(w, b)
        self.w, self.b = np.array(w), np.array(b)


# ReLU


@variant("lets_everything_through", of="right_plain")
class ReLU(ReLU):
    def backward(self, dy):
        return dy.copy()


@variant("lets_everything_through", of="right_pullbacks")
class ReLU(ReLU):
    def __call__(self, x):
        return x.clip(0), lambda dy: 1 * dy


@variant("asks_the_gradient_for_its_sign", of="right_plain")
class ReLU(ReLU):
    def backward(self, dy):
        return np.maximum(dy, 0)


@variant("asks_the_gradient_for_its_sign", of="right_float64")
class ReLU(ReLU):
    def backward(self, dy):
        dx = dy.copy()
        dx[dx < 0] = 0
        return dx


@variant("counts_zero_as_positive", of="right_plain")
class ReLU(ReLU):
    def forward(self, x):
        self.mask = x >= 0
        return x * self.mask


@variant("counts_zero_as_positive", of="right_einsum")
class ReLU(ReLU):
    def forward(self, x):
        self.step = np.where(x < 0, 0, 1).astype(x.dtype)
        return np.maximum(0, x)


@variant("writes_into_the_gradient", of="right_plain")
class ReLU(ReLU):
    def backward(self, dy):
        dy[~self.mask] = 0
        return dy


@variant("writes_into_the_gradient", of="right_pullbacks")
class ReLU(ReLU):
    def __call__(self, x):
        return np.maximum(x, 0), lambda dy: np.multiply(dy, x > 0, out=dy)


@variant("keeps_the_first_mask", of="right_plain")
class ReLU(ReLU):
    def forward(self, x):
        if self.mask is None:
            self.mask = x > 0
        return np.maximum(x, 0)


@variant("keeps_the_first_mask", of="right_float64")
class ReLU(ReLU):
    def forward(self, x):
        self.__dict__.setdefault("off", x <= 0)
        return x.clip(min=0)


# The loss


@variant("divides_by_the_batch_twice", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        n = len(self.labels)
        one_hot = np.zeros_like(self.log_p)
        one_hot[np.arange(n), self.labels] = 1 / n
        return (np.exp(self.log_p) / n - one_hot) / n


@variant("divides_by_the_batch_twice", of="right_float64")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        return super().backward() / len(self.logits)


@variant("forgets_the_batch", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        p = np.exp(self.log_p)
        for i, label in enumerate(self.labels):
            p[i, label] -= 1
        return p


@variant("forgets_the_batch", of="right_einsum")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        return self.gradient * len(self.gradient)


@variant("forgets_the_right_answer", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        return np.exp(self.log_p) / len(self.log_p)


@variant("forgets_the_right_answer", of="right_float64")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        e = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True) / e.shape[0]


@variant("climbs", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        one_hot = np.eye(self.log_p.shape[1], dtype=self.log_p.dtype)[self.labels]
        return (one_hot - np.exp(self.log_p)) / len(self.labels)


@variant("climbs", of="right_einsum")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def backward(self):
        return -self.gradient


@variant("eats_its_memory", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        loss = super().forward(logits, labels)
        self.p = np.exp(self.log_p)
        return loss

    def backward(self):
        n = len(self.labels)
        self.p[range(n), self.labels] -= 1
        return self.p / n


@variant("hands_out_its_memory", of="right_einsum")
class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        self.labels = labels
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probabilities = e / e.sum(axis=1, keepdims=True)
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
        return -np.mean(log_p[np.arange(len(labels)), labels])

    def backward(self):
        d = self.probabilities
        d[np.arange(len(d)), self.labels] -= 1
        d /= len(d)
        return d


@variant("applies_softmax_twice", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        p = np.exp(given.log_softmax(logits))
        return super().forward(p, labels)


@variant("applies_softmax_twice", of="right_pullbacks")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1)[:, None])
        p = e / e.sum(axis=1)[:, None]
        q = np.exp(p) / np.exp(p).sum(axis=1)[:, None]
        n = len(labels)

        def pullback():
            slope = q.copy()
            slope[range(n), labels] -= 1
            return slope / n

        self.backward = pullback
        return -np.log(q[range(n), labels]).mean()


# Sequential


@variant("goes_backward_in_forward_order", of="right_plain")
class Sequential(Sequential):
    def backward(self, dy):
        for layer in self.layers:
            dy = layer.backward(dy)
        return dy


@variant("goes_backward_in_forward_order", of="right_pullbacks")
class Sequential(Sequential):
    def backward(self, dy):
        return reduce(lambda gradient, layer: layer.backward(gradient), self.layers, dy)


@variant("gives_every_layer_the_same_gradient", of="right_plain")
class Sequential(Sequential):
    def backward(self, dy):
        for layer in self.layers[::-1]:
            dx = layer.backward(dy)
        return dx


@variant("gives_every_layer_the_same_gradient", of="right_float64")
class Sequential(Sequential):
    def backward(self, dy):
        return [layer.backward(dy) for layer in self.layers][0]


@variant("lists_the_gradients_backwards", of="right_plain")
class Sequential(Sequential):
    @property
    def grads(self):
        everything = []
        for layer in reversed(self.layers):
            everything += layer.grads
        return everything


@variant("lists_the_gradients_backwards", of="right_einsum")
class Sequential:
    def __init__(self, layers):
        self.layers = layers
        self.params = [p for layer in layers for p in layer.params]
        self.grads = []

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        self.grads = []
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
            self.grads.extend(layer.grads)
        return dy

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()


@variant("clears_only_the_last_layer", of="right_plain")
class Sequential(Sequential):
    def zero_grad(self):
        for layer in self.layers:
            pass
        layer.zero_grad()


@variant("clears_only_the_last_layer", of="right_loops")
class Sequential(Sequential):
    def zero_grad(self):
        if self.rest:
            return self.rest.zero_grad()
        return self.first.zero_grad()


@variant("clears_a_list_of_its_own", of="right_plain")
class Sequential(Sequential):
    def zero_grad(self):
        gradients = self.grads
        for i in range(len(gradients)):
            gradients[i] = np.zeros_like(gradients[i])


@variant("clears_a_list_of_its_own", of="right_pullbacks")
class Sequential(Sequential):
    def zero_grad(self):
        self.cleared = [0 * g for g in self.grads]


# Mistakes that the day does not know


@variant("lists_copies_of_its_parameters", of="right_plain")
class Dense(Dense):
    def __init__(self, w, b):
        super().__init__(w, b)
        self.params = [w.copy(), b.copy()]


@variant("leaves_the_bias_out", of="right_plain")
class Dense(Dense):
    def forward(self, x):
        y = super().forward(x)
        return y - self.params[1]


@variant(None, of="right_plain")
class Dense(Dense):
    """Starts with gradients of one."""

    def __init__(self, w, b):
        super().__init__(w, b)
        self.grads = [np.ones_like(w), np.ones_like(b)]


@variant(None, of="right_plain")
class Dense(Dense):
    """Divides dx by the batch, too."""

    def backward(self, dy):
        return super().backward(dy) / len(dy)


@variant(None, of="right_plain")
class ReLU(ReLU):
    """Scales with the input: the output in the place of the mask."""

    def forward(self, x):
        self.mask = np.maximum(x, 0)
        return np.maximum(x, 0)


@variant(None, of="right_plain")
class ReLU(ReLU):
    """Leaky."""

    def forward(self, x):
        self.mask = np.where(x > 0, 1, 0.1).astype(x.dtype)
        return x * self.mask


@variant(None, of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    """Divides by the classes and not by the batch."""

    def backward(self):
        return super().backward() * len(self.labels) / self.log_p.shape[1]


@variant("sums_the_loss_over_the_batch", of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        return super().forward(logits, labels) * len(labels)


@variant(None, of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    """Hands back the loss's slope by the probabilities: minus one over p."""

    def backward(self):
        n = len(self.labels)
        slope = np.zeros_like(self.log_p)
        slope[range(n), self.labels] = -1 / np.exp(self.log_p[range(n), self.labels]) / n
        return slope


@variant(None, of="right_plain")
class Sequential(Sequential):
    """Leaves out the first layer on the way back."""

    def backward(self, dy):
        for layer in self.layers[:0:-1]:
            dy = layer.backward(dy)
        return dy


@variant(None, of="right_plain")
class Sequential(Sequential):
    """Clears all but the last."""

    def zero_grad(self):
        for layer in self.layers[:-1]:
            layer.zero_grad()


# More of those that were added last


@variant("hands_out_its_memory", of="right_einsum")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        loss = super().forward(logits, labels)
        self.one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
        self.p = self.gradient * len(logits) + self.one_hot
        return loss

    def backward(self):
        self.p -= self.one_hot
        self.p /= len(self.p)
        return self.p


@variant("lists_copies_of_its_parameters", of="right_pullbacks")
class Dense(Dense):
    def __init__(self, w, b):
        super().__init__(np.array(w), np.array(b))


@variant("leaves_the_bias_out", of="right_einsum")
class Dense(Dense):
    def forward(self, x):
        self.x = x
        if x.shape[1] != len(self.w):
            raise ValueError("x does not fit")
        return np.einsum("ni,io->no", x, self.w)


@variant("sums_the_loss_over_the_batch", of="right_loops")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        self.inputs = logits, labels
        loss = 0.0
        for row, label in zip(log_softmax(logits), labels):
            loss -= row[label]
        return loss


@variant(None, of="right_plain")
class Dense(Dense):
    """Hands back dw for dx where the shapes allow it: x and dy changed places."""

    def backward(self, dy):
        self.grads[0] += self.x.T @ dy
        self.grads[1] += dy.sum(axis=0)
        return (self.params[0] @ dy.T).T * 2


@variant(None, of="right_plain")
class Dense(Dense):
    """Subtracts the bias."""

    def forward(self, x):
        return super().forward(x) - 2 * self.params[1]


@variant(None, of="right_plain")
class ReLU(ReLU):
    """Keeps what is negative."""

    def forward(self, x):
        self.mask = x < 0
        return np.minimum(x, 0)


@variant(None, of="right_plain")
class ReLU(ReLU):
    """Takes the absolute value."""

    def forward(self, x):
        self.mask = np.sign(x)
        return np.abs(x)


@variant(None, of="right_plain")
class Sequential(Sequential):
    """Runs the layers from the last to the first."""

    def forward(self, x):
        for layer in reversed(self.layers):
            x = layer.forward(x)
        return x


@variant(None, of="right_plain")
class Sequential(Sequential):
    """Remembers the grads of the start, copied."""

    def __init__(self, layers):
        super().__init__(layers)
        self.start = [g.copy() for layer in layers for g in layer.grads]

    @property
    def grads(self):
        return self.start


@variant(None, of="right_plain")
class SoftmaxCrossEntropy(SoftmaxCrossEntropy):
    """Forgets the logarithm: the mean of 1 - p."""

    def forward(self, logits, labels):
        super().forward(logits, labels)
        return float(np.mean(1 - np.exp(self.log_p[np.arange(len(labels)), labels])))
