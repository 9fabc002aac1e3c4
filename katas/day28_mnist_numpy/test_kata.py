"""Day 28: what a network that reads digits must do, part by part, and then the whole of it on digits it never saw."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, assert_no_leak, bench, cases, held_out, np

NETWORK = {
    "w1": "pixels hidden",
    "b1": "hidden",
    "w2": "hidden classes",
    "b2": "classes",
    "x": "batch pixels",
}
LABELS = {"labels": "batch < classes"}
POLICY = {
    "values": ("normal", "negative", "ties", "subnormal"),
    "scale": (1, 100),
    "layouts": ("c", "fortran", "strided"),
    "dtypes": ("f32", "f64"),
}
PICTURES = {"train": "digits rows cols < shades", "test": "unseen rows cols < shades"}


def one_epoch(kata, parameters, x, labels, seed):
    parameters = [parameter.copy() for parameter in parameters]
    return kata.epoch(parameters, x, labels, np.random.default_rng(seed)), parameters


@bench("epoch", run=one_epoch)
def a_thousand_digits(rng, digits, pixels, hidden, classes):
    shapes = (pixels, hidden), (hidden,), (hidden, classes), (classes,)
    parameters = [(0.05 * rng.standard_normal(shape)).astype(np.float32) for shape in shapes]
    x = rng.standard_normal((digits, pixels)).astype(np.float32)
    return parameters, x, rng.integers(classes, size=digits), int(rng.integers(1 << 31))


def network(case):
    return [case.w1, case.b1, case.w2, case.b2]


# Pictures


def test_brightness_255_becomes_one(kata):
    pictures = np.array([[[0, 0]], [[51, 51]], [[255, 255]]], np.uint8)
    x_train, x_test = kata.prepare(pictures[:1], pictures)
    assert_close(x_train, np.array([[0.0, 0.0]]), scale=1, dtype=np.float32)
    assert_close(x_test, np.array([[0.0, 0.0], [0.2, 0.2], [1.0, 1.0]]), dtype=np.float32)


def test_pictures_become_rows_around_the_training_mean(kata, expected):
    known, unseen = np.array([[[0, 255]], [[102, 51]]], np.uint8), np.array([[[255, 0]], [[51, 51]]], np.uint8)
    x_train, x_test = kata.prepare(known, unseen)
    assert_close(x_train, np.array([[-0.2, 0.4], [0.2, -0.4]]), scale=1, dtype=np.float32)
    assert_close(x_test, np.array([[0.8, -0.6], [0.0, -0.4]]), scale=1, dtype=np.float32)
    for case in cases(**PICTURES, sizes={"shades": (256,)}):
        train, test = case.train.astype(np.uint8), case.test.astype(np.uint8)
        right = expected.prepare(train, test)
        x_train, x_test = kata.prepare(train, test)
        assert_close(x_train, right[0], scale=1, dtype=np.float32)
        assert_close(x_test, right[1], scale=1, dtype=np.float32)


def test_no_test_picture_moves_another_number(kata):
    for case in cases(**PICTURES, sizes={"shades": (256,)}):
        train, test = case.train.astype(np.uint8), case.test.astype(np.uint8)
        alone = kata.prepare(train, test[:1])
        together = kata.prepare(train, np.concatenate([test, 255 - train]))
        assert_equal(together[0], alone[0])
        assert_equal(together[1][:1], alone[1])


def test_real_digits_come_out_small_and_centred(kata, data):
    digits = data("mnist", train=1000)
    x_train, x_test = kata.prepare(digits.x_train, digits.x_test)
    assert_equal((x_train.shape, x_test.shape), ((1000, 784), (1000, 784)))
    assert np.abs(x_train).max() <= 1, "no number of a scaled picture is further than 1 from the mean"
    assert np.abs(x_train.mean(axis=0)).max() < 1e-4, "over the training digits, every pixel has mean 0"


def test_prepare_with_nothing_to_predict(kata):
    pictures = np.array([[[0, 255, 51]], [[102, 0, 51]]], np.uint8)
    x_train, x_test = kata.prepare(pictures, pictures[:0])
    assert_close(x_train, np.array([[-0.2, 0.5, 0], [0.2, -0.5, 0]]), dtype=np.float32)
    assert_equal(x_test.shape, (0, 3))


def test_prepare_leaves_the_pictures_alone(kata):
    for case in cases(**PICTURES, sizes={"shades": (256,)}):
        train, test = case.train.astype(np.uint8), case.test.astype(np.uint8)
        before = train.copy(), test.copy()
        kata.prepare(train, test)
        assert_equal((train, test), before)


def test_prepare_refuses_no_digits_and_pictures_that_do_not_match(kata):
    pictures = np.ones((3, 4, 9), np.uint8)
    for train, test in (
        (pictures[:0], pictures),
        (pictures, np.ones((3, 6, 6), np.uint8)),
        (np.ones((3, 6, 6), np.uint8), pictures),
        (pictures, np.ones((3, 9, 4), np.uint8)),
        (pictures, np.ones((3, 4, 1), np.uint8)),
    ):
        with pytest.raises(ValueError):
            kata.prepare(train, test)


# The network


def test_a_network_small_enough_for_paper(kata):
    """The lesson's example: two pixels, two hidden units of which one is off, two classes."""
    parameters = [np.array([[1.0, -1], [1, 1]]), np.array([0.0, -1]), np.array([[1.0, 0], [2, 1]]), np.array([0.0, 1])]
    hidden, logits = kata.forward(parameters, np.array([[1.0, 1], [0, 3]]))
    assert_close(hidden, np.array([[2.0, 0], [3, 2]]))
    assert_close(logits, np.array([[2.0, 1], [7, 3]]))


def test_hidden_and_logits_equal_the_reference(kata, expected):
    for case in cases(**NETWORK, **POLICY):
        hidden, logits = kata.forward(network(case), case.x)
        right = expected.forward(network(case), case.x)
        assert_close(hidden, right[0])
        assert_close(logits, right[1])


def test_forward_leaves_its_inputs_alone(kata):
    for case in cases(**NETWORK, values=("normal",)):
        before = [array.copy() for array in (*network(case), case.x)]
        kata.forward(network(case), case.x)
        assert_equal([*network(case), case.x], before)


# Loss and gradients


def test_equal_logits_cost_the_logarithm_of_ten(kata):
    parameters = [np.ones((3, 2)), np.ones(2), np.zeros((2, 10)), np.full(10, 4.0)]
    loss, _ = kata.loss_and_gradients(parameters, np.ones((5, 3)), np.array([0, 9, 3, 3, 1]))
    assert isinstance(loss, float), "the loss is a Python float"
    assert_close(loss, np.log(10))


def test_the_loss_equals_the_reference(kata, expected):
    for case in cases(**NETWORK, **LABELS, **POLICY):
        loss, _ = kata.loss_and_gradients(network(case), case.x, case.labels)
        right, _ = expected.loss_and_gradients(network(case), case.x, case.labels)
        assert_close(loss, right)


def test_the_gradients_of_the_second_layer_equal_the_reference(kata, expected):
    for case in cases(**NETWORK, **LABELS, **POLICY):
        _, gradients = kata.loss_and_gradients(network(case), case.x, case.labels)
        _, right = expected.loss_and_gradients(network(case), case.x, case.labels)
        assert_equal((type(gradients), len(gradients)), (list, 4))
        assert_close(gradients[2], right[2])
        assert_close(gradients[3], right[3])


def test_the_gradients_of_the_first_layer_equal_the_reference(kata, expected):
    for case in cases(**NETWORK, **LABELS, **POLICY):
        _, gradients = kata.loss_and_gradients(network(case), case.x, case.labels)
        _, right = expected.loss_and_gradients(network(case), case.x, case.labels)
        assert_close(gradients[0], right[0])
        assert_close(gradients[1], right[1])


def test_the_same_digits_twice_have_the_same_gradients(kata, expected):
    for case in cases(**NETWORK, **LABELS, dtypes=("f64",)):
        twice = kata.loss_and_gradients(network(case), np.tile(case.x, (2, 1)), np.tile(case.labels, 2))
        once = expected.loss_and_gradients(network(case), case.x, case.labels)
        assert_close(twice, once)


def test_logits_of_a_thousand_do_not_overflow(kata):
    parameters = [np.eye(2), np.zeros(2), np.array([[1000.0, 0], [-1000, 0]]), np.zeros(2)]
    loss, gradients = kata.loss_and_gradients(parameters, np.eye(2), np.array([1, 0]))
    assert_close(loss, 1000.0)
    assert_close(gradients[3], np.array([0.0, 0.0]), scale=1)
    assert_close(gradients[2], np.array([[0.5, -0.5], [-0.5, 0.5]]))


def test_small_integer_labels_are_welcome(kata, expected):
    for case in cases(**NETWORK, **LABELS, values=("normal",)):
        loss, _ = kata.loss_and_gradients(network(case), case.x, case.labels.astype(np.uint8))
        right, _ = expected.loss_and_gradients(network(case), case.x, case.labels)
        assert_close(loss, right)


def test_the_loss_leaves_its_inputs_alone(kata):
    for case in cases(**NETWORK, **LABELS, values=("normal",)):
        before = [array.copy() for array in (*network(case), case.x, case.labels)]
        kata.loss_and_gradients(network(case), case.x, case.labels)
        assert_equal([*network(case), case.x, case.labels], before)


def test_labels_that_name_no_class_are_refused(kata):
    parameters = [np.ones((2, 3)), np.ones(3), np.ones((3, 4)), np.ones(4)]
    for labels in ([0.0, 1.0], [-1, 2], [2, -4], [1, 4], [0, 9], [[0], [1]], [[0, 1]], [1], [0, 1, 2], [True, False]):
        with pytest.raises(ValueError):
            kata.loss_and_gradients(parameters, np.ones((2, 2)), np.array(labels))


# One round of training


def rounds(**choices):
    """Small networks with a moderate start, so that a few steps do not run away."""
    return cases(
        **NETWORK,
        **LABELS,
        choose={"size": (1, 2, 4, 32), **choices},
        values=("normal", "negative"),
        dtypes=("f64", "f32"),
    )


def test_an_epoch_moves_the_parameters_like_the_reference(kata, expected):
    for case in rounds(rate=(0.1, 0.02)):
        start = [0.5 * parameter for parameter in network(case)]
        turn, draw = (np.random.default_rng(case.number) for _ in range(2))
        _, right = expected.epoch(start, case.x, case.labels, draw, case.rate, case.size)
        kata.epoch(start, case.x, case.labels, turn, rate=case.rate, batch=case.size)
        assert_close(start, right)


def test_an_epoch_reports_the_mean_loss_of_all_digits(kata, expected):
    for case in rounds():
        start = [0.5 * parameter for parameter in network(case)]
        turn, draw = (np.random.default_rng(case.number) for _ in range(2))
        right, _ = expected.epoch(start, case.x, case.labels, draw, 0.1, case.size)
        loss = kata.epoch(start, case.x, case.labels, turn, 0.1, case.size)
        assert isinstance(loss, float), "the mean loss is a Python float"
        assert_close(loss, right)


def test_an_epoch_steps_by_a_tenth_with_batches_of_32_unless_told_otherwise(kata, expected):
    for case in cases(**NETWORK, **LABELS, values=("normal",), sizes={"batch": (31, 32, 33, 70)}, dtypes=("f64",)):
        start = [0.5 * parameter for parameter in network(case)]
        turn, draw = (np.random.default_rng(case.number) for _ in range(2))
        _, right = expected.epoch(start, case.x, case.labels, draw, 0.1, 32)
        kata.epoch(start, case.x, case.labels, turn)
        assert_close(start, right)


def test_an_epoch_asks_the_generator_once(kata):
    for case in rounds():
        turn, draw = (np.random.default_rng(case.number) for _ in range(2))
        draw.permutation(case.batch)
        kata.epoch(network(case), case.x, case.labels, turn, 0.1, case.size)
        assert_equal(turn.integers(1 << 40, size=3), draw.integers(1 << 40, size=3))


def test_an_epoch_leaves_digits_and_labels_alone(kata):
    for case in rounds():
        before = case.x.copy(), case.labels.copy()
        kata.epoch(network(case), case.x, case.labels, np.random.default_rng(1), 0.1, case.size)
        assert_equal((case.x, case.labels), before)


# Answers


def test_each_row_gets_the_class_with_the_largest_logit(kata, expected):
    for case in cases(**NETWORK, **POLICY):
        assert_equal(kata.predict(network(case), case.x), np.asarray(expected.predict(network(case), case.x)))


def test_of_equal_classes_the_first_is_taken(kata):
    parameters = [np.ones((1, 1)), np.zeros(1), np.array([[0.0, 2, 1, 2]]), np.zeros(4)]
    assert_equal(kata.predict(parameters, np.array([[1.0], [-1.0], [3.0]])), np.array([1, 0, 1]))


# The whole


def test_two_epochs_of_fit_equal_the_reference(kata, expected, data):
    # Fixed digits and seed: no unit is so near 0 that rounding could switch it on.
    digits = data("mnist", train=1000)
    train, labels, unseen = digits.x_train[:40], digits.y_train[:40], digits.x_test[:20]
    for epochs in (0, 2):
        parameters, predicted = kata.fit(train, labels, unseen, 3, epochs=epochs)
        right, answers = expected.fit(train, labels, unseen, 3, epochs=epochs)
        assert_close(parameters, right, scale=1, dtype=np.float32)
        assert_equal(predicted, np.asarray(answers))


def test_fit_runs_twenty_epochs_unless_told_otherwise(kata, data):
    digits = data("mnist", train=1000)
    # Cut to 12 x 10 pixels: nothing but the pictures says how many there are.
    pictures = digits.x_train[:40, 8:20, 9:19], digits.y_train[:40], digits.x_test[:5, 8:20, 9:19]
    assert_equal(kata.fit(*pictures, 5), kata.fit(*pictures, 5, epochs=20))


def test_the_test_digits_leave_no_trace_in_what_is_fitted(kata, data):
    digits = data("mnist", train=1000)
    train, labels, unseen = digits.x_train[:200], digits.y_train[:200], digits.x_test[:100]
    assert_no_leak(kata, "fit", train, labels, held_out(unseen), 28, epochs=2, fitted=lambda answer: answer[0])


def test_at_least_860_of_1000_unseen_digits_are_read(kata, data, seed):
    digits = data("mnist", train=1000)
    _, predicted = kata.fit(digits.x_train, digits.y_train, digits.x_test, seed)
    assert_equal(predicted.shape, (1000,))
    right = int((predicted == digits.y_test).sum())
    assert right >= 860, f"{right} of 1000 unseen digits are read; 860 are asked for"
