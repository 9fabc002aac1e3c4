"""What day 25 asks for: each layer on its own, then the loss, then Sequential with stand-ins, then all together."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, bench, cases, np

SCORES = {"logits": "batch classes", "labels": "batch < classes"}
LAYERS = [[2.0, 3.0], [-1.0, 0.5], [4.0, -2.0]]  # a and b of the layers that stand in
SIGNS = [[2.0, -3.0], [-1.0, 4.0]], [[5.0, -6.0], [7.0, -8.0]]  # x and dy: every pair of signs


def one_pass(module, x, labels, w1, b1, w2, b2, nested=False):
    front, last = [module.Dense(w1, b1), module.ReLU()], module.Dense(w2, b2)
    net = module.Sequential([module.Sequential(front), last] if nested else [*front, last])
    loss = module.SoftmaxCrossEntropy()
    value = loss.forward(net.forward(x), labels)
    dx = net.backward(loss.backward())
    return [value, dx, *net.grads]


@bench("Sequential", run=one_pass)
def a_batch_of_digits(rng, batch, inputs, hidden, classes):
    x, w1, b1, w2, b2 = (
        rng.standard_normal(shape, dtype=np.float32)
        for shape in ((batch, inputs), (inputs, hidden), (hidden,), (hidden, classes), (classes,))
    )
    return x, rng.integers(classes, size=batch), w1 * np.float32(0.05), b1, w2 * np.float32(0.1), b2


def dense_forward(module, w, b, x):
    return module.Dense(w, b).forward(x)


def dense_backward(module, w, b, x, dy):
    layer = module.Dense(w, b)
    layer.forward(x)
    dx = layer.backward(dy)
    return dx, *layer.grads


def relu_forward(module, x):
    return module.ReLU().forward(x)


def relu_backward(module, x, dy):
    layer = module.ReLU()
    layer.forward(x)
    return layer.backward(dy)


def loss_forward(module, logits, labels):
    return module.SoftmaxCrossEntropy().forward(logits, labels)


def loss_backward(module, logits, labels):
    loss = module.SoftmaxCrossEntropy()
    loss.forward(logits, labels)
    return loss.backward()


def dense_cases(**more):
    return cases(w="inputs outputs", b="outputs", x="batch inputs", dy="batch outputs", **more)


def test_dense_gives_the_output_worked_out_by_hand(kata):
    w, b = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, -0.5])
    y = kata.run(dense_forward, w, b, np.array([[2.0, 1.0], [0.0, 4.0]]))
    assert_close(y, np.array([[5.5, 2.5], [12.5, -4.5]]))


def test_dense_agrees_with_the_reference(kata, expected):
    for case in dense_cases(layouts=("c", "fortran", "strided"), dtypes=("f32", "f64"), scale=(1, 1e3)):
        scale = np.abs(case.x) @ np.abs(case.w) + np.abs(case.b)
        truth = expected.dense(case.x, case.w, case.b)
        assert_close(kata.run(dense_forward, case.w, case.b, case.x), truth, scale=scale, terms=case.inputs)


def test_dense_gives_the_gradients_worked_out_by_hand(kata):
    w, b = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, -0.5])
    x, dy = np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([[1.0, 0.0], [2.0, -1.0]])
    dx, dw, db = np.array([[1.0, 3.0], [0.0, 7.0]]), np.array([[2.0, 0.0], [9.0, -4.0]]), np.array([3.0, -1.0])
    assert_close(kata.run(dense_backward, w, b, x, dy), (dx, dw, db))


def test_dense_hands_back_the_gradient_by_its_input(kata, expected):
    for case in dense_cases(layouts=("c", "fortran", "strided"), dtypes=("f32", "f64")):
        truth = expected.dense_backward(case.dy, case.x, case.w, case.b)[0]
        dx = kata.run(dense_backward, case.w, case.b, case.x, case.dy)[0]
        assert_close(dx, truth, scale=np.abs(case.dy) @ np.abs(case.w).T, terms=case.outputs)


def test_dense_sums_the_gradient_by_its_weights_over_the_batch(kata, expected):
    for case in dense_cases(layouts=("c", "fortran", "strided"), dtypes=("f32", "f64")):
        truth = expected.dense_backward(case.dy, case.x, case.w, case.b)[1]
        dw = kata.run(dense_backward, case.w, case.b, case.x, case.dy)[1]
        assert_close(dw, truth, scale=np.abs(case.x).T @ np.abs(case.dy), terms=case.batch)


def test_dense_sums_the_gradient_by_its_bias_over_the_batch(kata, expected):
    for case in dense_cases(layouts=("c", "fortran", "strided"), dtypes=("f32", "f64")):
        truth = expected.dense_backward(case.dy, case.x, case.w, case.b)[2]
        db = kata.run(dense_backward, case.w, case.b, case.x, case.dy)[2]
        assert_close(db, truth, scale=np.abs(case.dy).sum(axis=0), terms=case.batch)


def test_a_second_backward_of_dense_adds_to_the_first(kata, expected):
    def twice(module, w, b, x, dy):
        layer = module.Dense(w, b)
        layer.forward(x)
        first = layer.backward(dy)
        second = layer.backward(2 * dy)
        return [first, second, *layer.grads]

    for case in dense_cases(dtypes=("f32", "f64")):
        dx, dw, db = expected.dense_backward(case.dy, case.x, case.w, case.b)
        size = float(np.abs(case.dy).max() * max(np.abs(case.w).max(), np.abs(case.x).max(), 1))
        found = kata.run(twice, case.w, case.b, case.x, case.dy)
        assert_close(found, [dx, 2 * dx, 3 * dw, 3 * db], scale=8 * size * max(case.batch, case.outputs))


def test_zero_grad_of_dense_clears_both_gradients(kata, expected):
    def cleared(module, w, b, x, dy):
        layer = module.Dense(w, b)
        start = [g.copy() for g in layer.grads]
        layer.forward(x)
        layer.backward(dy)
        layer.zero_grad()
        return start, [g.copy() for g in layer.grads]

    for case in dense_cases(dtypes=("f32", "f64")):
        zeros = [np.zeros_like(case.w), np.zeros_like(case.b)]
        assert_equal(kata.run(cleared, case.w, case.b, case.x, case.dy), (zeros, zeros))


def test_dense_uses_the_input_of_its_last_forward(kata, expected):
    def last_of_two(module, w, b, earlier, x, dy):
        layer = module.Dense(w, b)
        layer.forward(earlier)
        layer.forward(x)
        layer.backward(dy)
        return layer.grads[0]

    for case in dense_cases(dtypes=("f64",)):
        dw = expected.dense_backward(case.dy, case.x, case.w, case.b)[1]
        found = kata.run(last_of_two, case.w, case.b, case.x[::-1] + 1, case.x, case.dy)
        assert_close(found, dw, scale=np.abs(case.x).T @ np.abs(case.dy), terms=case.batch)


def test_dense_follows_its_parameters_when_they_are_changed_in_place(kata, expected):
    def moved(module, w, b, x, dy):
        layer = module.Dense(w, b)
        layer.forward(x)
        layer.params[0] += 1
        layer.params[1] -= 2
        y = layer.forward(x)
        return [y, layer.backward(dy), w, b]

    for case in dense_cases(dtypes=("f64",)):
        w, b = case.w + 1, case.b - 2
        truth = [expected.dense(case.x, w, b), expected.dense_backward(case.dy, case.x, w, b)[0], w, b]
        size = float((np.abs(case.x).max() + np.abs(case.dy).max() + 1) * (np.abs(w).max() + np.abs(b).max() + 1))
        found = kata.run(moved, case.w, case.b, case.x, case.dy)
        assert_close(found, truth, scale=size * max(case.inputs, case.outputs))


def test_dense_leaves_what_it_was_given_alone(kata):
    for case in dense_cases(layouts=("c", "fortran", "strided")):
        before = [case.w.copy(), case.b.copy(), case.x.copy(), case.dy.copy()]
        kata.run(dense_backward, case.w, case.b, case.x, case.dy)
        assert_equal([case.w, case.b, case.x, case.dy], before)


def test_dense_refuses_parameters_that_do_not_fit_together(kata):
    w, x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[1.0, 2.0]])
    for wrong in (np.zeros(2), np.zeros(1), np.zeros((1, 3)), np.zeros((3, 1)), np.array(0.0)):
        with pytest.raises(ValueError):
            kata.run(dense_forward, w, wrong, x)
    for wrong, b in ((np.ones(2), np.array(0.0)), (np.ones((2, 2, 3)), np.ones((2, 3)))):
        with pytest.raises(ValueError):
            kata.run(dense_forward, wrong, b, x)


def test_dense_refuses_an_input_that_does_not_fit(kata):
    with pytest.raises(ValueError):
        kata.run(dense_forward, np.ones((2, 3)), np.zeros(3), np.ones((2, 3)))


def test_relu_keeps_what_is_positive(kata, expected):
    values = ("normal", "negative", "ties", "subnormal")
    for case in cases("batch", "units", layouts=("c", "fortran", "strided"), dtypes=("f32", "f64"), values=values):
        assert_close(kata.run(relu_forward, case.x), expected.relu(case.x))


def test_relu_asks_the_input_and_not_the_gradient_for_its_sign(kata):
    x, dy = np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([[-4.0, 5.0], [6.0, 7.0]])
    assert_close(kata.run(relu_backward, x, dy), np.array([[-4.0, 0.0], [0.0, 7.0]]))


def test_relu_agrees_with_the_reference_on_its_way_back(kata, expected):
    assert_close(kata.run(relu_backward, *np.array(SIGNS)), np.array([[5.0, 0.0], [0.0, -8.0]]))
    for case in cases(x="batch rows cols", dy="batch rows cols", layouts=("c", "fortran"), dtypes=("f32", "f64")):
        assert_close(kata.run(relu_backward, case.x, case.dy), expected.relu_backward(case.dy, case.x))


def test_relu_uses_the_input_of_its_last_forward_as_often_as_it_is_asked(kata, expected):
    def last_of_two(module, x, dy):
        layer = module.ReLU()
        layer.forward(-x - 1)
        layer.forward(x)
        return [layer.backward(dy), layer.backward(3 * dy)]

    right = [np.array([[5.0, 0.0], [0.0, -8.0]]), np.array([[15.0, 0.0], [0.0, -24.0]])]
    assert_close(kata.run(last_of_two, *np.array(SIGNS)), right)
    for case in cases(x="batch units", dy="batch units"):
        truth = expected.relu_backward(case.dy, case.x)
        assert_close(kata.run(last_of_two, case.x, case.dy), [truth, 3 * truth])


def test_relu_leaves_what_it_was_given_alone(kata):
    for case in cases(x="batch units", dy="batch units"):
        before = [case.x.copy(), case.dy.copy()]
        kata.run(relu_backward, case.x, case.dy)
        assert_equal([case.x, case.dy], before)


def test_relu_has_nothing_to_train_and_nothing_to_clear(kata):
    def empty(module):
        layer = module.ReLU()
        layer.zero_grad()
        return list(layer.params), list(layer.grads)

    assert_equal(kata.run(empty), ([], []))


def test_the_loss_is_the_one_worked_out_by_hand(kata):
    logits = np.log(np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 2.0]]))
    assert_close(kata.run(loss_forward, logits, np.array([2, 0])), (np.log(8 / 5) + np.log(8 / 2)) / 2)


def test_the_loss_agrees_with_the_reference(kata, expected):
    for case in cases(**SCORES, scale=(1, 1e3), dtypes=("f32", "f64")):
        truth = expected.cross_entropy(case.logits, case.labels)
        scale = float(np.abs(case.logits).max()) + np.log(case.classes)
        assert_close(kata.run(loss_forward, case.logits, case.labels), truth, scale=scale, terms=case.batch)


def test_the_loss_hands_back_the_gradient_worked_out_by_hand(kata):
    logits = np.log(np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 2.0]]))
    gradient = kata.run(loss_backward, logits, np.array([2, 0]))
    assert_close(gradient, np.array([[1, 2, -3], [-6, 4, 2]]) / 16, scale=1.0)


def test_the_gradient_of_the_loss_agrees_with_the_reference(kata, expected):
    for case in cases(**SCORES, scale=(1, 1e3), layouts=("c", "fortran", "strided"), dtypes=("f32", "f64")):
        truth = expected.cross_entropy_backward(1.0, case.logits, case.labels)
        # exp turns the rounding error of a logit into a relative error of its probability.
        scale = (1 + float(np.abs(case.logits).max())) / case.batch
        assert_close(kata.run(loss_backward, case.logits, case.labels), truth, scale=scale)


def test_the_loss_answers_for_its_last_batch_as_often_as_it_is_asked(kata, expected):
    def asked_twice(module, logits, labels):
        loss = module.SoftmaxCrossEntropy()
        loss.forward(logits[:1] + 1, labels[:1])
        loss.forward(logits, labels)
        return [loss.backward(), loss.backward()]

    found = kata.run(asked_twice, np.log(np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 2.0]])), np.array([2, 0]))
    assert_close(found, [np.array([[1, 2, -3], [-6, 4, 2]]) / 16] * 2, scale=1.0)
    for case in cases(**SCORES, dtypes=("f64",)):
        truth = expected.cross_entropy_backward(1.0, case.logits, case.labels)
        assert_close(kata.run(asked_twice, case.logits, case.labels), [truth, truth], scale=8 / case.batch)


def test_the_loss_leaves_scores_and_labels_alone(kata):
    for case in cases(**SCORES):
        before = [case.logits.copy(), case.labels.copy()]
        kata.run(loss_backward, case.logits, case.labels)
        assert_equal([case.logits, case.labels], before)


def stand_ins(module, asked, x, dy, numbers):
    """Sequential with made-up layers, whose backward is no gradient: only which is asked in which order shows."""

    class StandIn:
        def __init__(self, a, b):
            self.a, self.b = a, b
            self.params, self.grads = [np.array([a]), np.array([b, a])], [np.zeros(1), np.zeros(2)]

        def forward(self, x):
            return self.a * x + self.b

        def backward(self, dy):
            self.grads[0] += dy.sum()
            self.grads[1] += self.b
            return self.b * dy + self.a

        def zero_grad(self):
            self.grads[0][:], self.grads[1][:] = 0, 0

    net = module.Sequential([StandIn(a, b) for a, b in numbers])
    if asked == "params":
        return list(net.params)
    y = net.forward(x)
    if asked == "forward":
        return y
    dx = net.backward(dy)
    if asked == "backward":
        return dx
    if asked == "zero_grad":
        net.zero_grad()
    return [g.copy() for g in net.grads]


def test_sequential_lists_the_parameters_in_the_order_of_the_layers(kata):
    params = kata.run(stand_ins, "params", np.array([[1.0]]), np.array([[1.0]]), LAYERS)
    assert_close(params, [np.array(part) for part in ([2.0], [3.0, 2.0], [-1.0], [0.5, -1.0], [4.0], [-2.0, 4.0])])


def test_sequential_goes_forward_through_all_layers_in_order(kata):
    y = kata.run(stand_ins, "forward", np.array([[1.0, -2.0]]), np.array([[1.0, 1.0]]), LAYERS)
    assert_close(y, np.array([[-20.0, 4.0]]))  # 2 x + 3, then -x + 0.5, then 4 x - 2


def test_sequential_goes_backward_from_the_last_layer_to_the_first(kata):
    x, dy = np.array([[1.0, -2.0]]), np.array([[1.0, 2.0]])
    dx = kata.run(stand_ins, "backward", x, dy, LAYERS)
    assert_close(dx, np.array([[2.0, -1.0]]))  # -2 dy + 4, then 0.5 dy - 1, then 3 dy + 2
    assert_equal([x, dy], [np.array([[1.0, -2.0]]), np.array([[1.0, 2.0]])])


def test_sequential_lists_the_gradients_in_the_order_of_the_parameters(kata):
    grads = kata.run(stand_ins, "grads", np.array([[1.0]]), np.array([[1.0]]), LAYERS)
    assert_close(grads, [np.array(part) for part in ([0.0], [3.0, 3.0], [2.0], [0.5, 0.5], [1.0], [-2.0, -2.0])])


def test_sequential_clears_the_gradients_of_every_layer(kata):
    cleared = kata.run(stand_ins, "zero_grad", np.array([[1.0]]), np.array([[3.0]]), LAYERS)
    assert_equal(cleared, [np.zeros(1), np.zeros(2)] * 3)


def test_the_network_has_the_gradient_of_its_loss_by_every_parameter(kata, expected):
    arrays = {"x": "batch inputs", "labels": "batch < classes"}
    arrays |= {"w1": "inputs hidden", "b1": "hidden", "w2": "hidden classes", "b2": "classes"}
    sizes = dict.fromkeys(("batch", "inputs", "hidden", "classes"), (1, 2, 3, 5))
    for case in cases(sizes=sizes, dtypes=("f32", "f64"), **arrays):
        inputs = case.x, case.labels, case.w1, case.b1, case.w2, case.b2
        value, gradients = expected.network(*inputs)
        size = float(1 + np.abs(case.x).max()) * float(1 + np.abs(case.w1).max()) * float(1 + np.abs(case.w2).max())
        assert_close(kata.run(one_pass, *inputs), [value, *gradients], scale=size, terms=case.inputs * case.hidden)


def test_two_backward_passes_of_the_network_add_up_until_zero_grad(kata, expected):
    def gradients(module, x, labels, w1, b1, w2, b2):
        net = module.Sequential([module.Dense(w1, b1), module.ReLU(), module.Dense(w2, b2)])
        loss = module.SoftmaxCrossEntropy()
        after = []
        for clear in (False, False, True, False):
            if clear:
                net.zero_grad()
            loss.forward(net.forward(x), labels)
            net.backward(loss.backward())
            after.append([g.copy() for g in net.grads])
        return after

    rng = np.random.default_rng(25)
    x, w1, b1, w2, b2 = (rng.standard_normal(shape) for shape in ((4, 3), (3, 5), 5, (5, 2), 2))
    labels = np.array([0, 1, 1, 0])
    _, (_, *once) = expected.network(x, labels, w1, b1, w2, b2)
    truth = [[times * g for g in once] for times in (1, 2, 1, 2)]
    assert_close(kata.run(gradients, x, labels, w1, b1, w2, b2), truth, scale=10.0)


def test_a_sequential_inside_a_sequential_is_a_layer(kata, expected):
    rng = np.random.default_rng(52)
    x, w1, b1, w2, b2 = (rng.standard_normal(shape) for shape in ((3, 2), (2, 4), 4, (4, 3), 3))
    inputs = x, np.array([2, 0, 1]), w1, b1, w2, b2
    value, gradients = expected.network(*inputs)
    assert_close(kata.run(one_pass, *inputs, nested=True), [value, *gradients], scale=10.0)


def test_steps_against_the_gradient_teach_the_network_exclusive_or(kata):
    def train(module, x, labels, w1, b1, w2, b2, steps, lr):
        net = module.Sequential([module.Dense(w1, b1), module.ReLU(), module.Dense(w2, b2)])
        loss = module.SoftmaxCrossEntropy()
        losses = []
        for _ in range(steps):
            net.zero_grad()
            losses.append(loss.forward(net.forward(x), labels))
            net.backward(loss.backward())
            for p, g in zip(net.params, net.grads, strict=True):
                p -= lr * g
        return losses, net.forward(x).argmax(axis=1)

    rng = np.random.default_rng(4)
    w1, b1, w2, b2 = (rng.standard_normal(shape) for shape in ((2, 8), 8, (8, 2), 2))
    x, labels = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    losses, answers = kata.run(train, x, labels, w1, b1, w2, b2, 300, 0.5)
    assert losses[-1] < 0.05, "300 steps bring the loss below 0.05"
    assert_equal(answers.tolist(), labels.tolist())
