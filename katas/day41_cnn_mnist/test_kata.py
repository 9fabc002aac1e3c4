"""Day 41: what a convolutional network and its training must do, part by part, and then on digits it never saw."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, assert_no_leak, cases, held_out, np, torch

PICTURES = {"train": "digits rows cols < shades", "test": "unseen rows cols < shades"}
SHADES = {"shades": (256,), "digits": (2, 3, 5)}
REGRESSION = {"weight": "classes pixels", "bias": "classes", "x": "batch pixels", "labels": "batch < classes"}
STEPS = {"rate": (0.5, 0.1)}
POLICY = {"scale": (1, 1e3), "layouts": ("c", "fortran", "strided"), "dtypes": ("f32", "f64")}


def pictures(case):
    train, test = case.train.astype(np.uint8), case.test.astype(np.uint8)
    train[0, 0, 0], train[1, 0, 0] = 3, 200  # never all equal: there is a spread to divide by
    return train, test


# Pictures


def test_brightness_gets_mean_nought_and_spread_one(kata):
    train = np.array([[[0, 0, 0]], [[0, 0, 250]]], np.uint8)
    x_train, x_test = kata.prepare(train, np.array([[[0, 125, 250]]], np.uint8))
    low, high = -1 / 5**0.5, 5**0.5
    assert_close(x_train, np.array([[[[low, low, low]]], [[[low, low, high]]]]), dtype=np.float32)
    assert_close(x_test, np.array([[[[low, (low + high) / 2, high]]]]), dtype=np.float32)
    assert_equal(kata.prepare(train, train[:0])[1].shape, (0, 1, 1, 3))


def test_new_pictures_are_scaled_by_the_training_pixels(kata, expected):
    for case in cases(**PICTURES, sizes=SHADES):
        train, test = pictures(case)
        before = train.copy(), test.copy()
        x_train, x_test = kata.prepare(train, test)
        assert_equal((train, test), before)
        right = expected.prepare(train, test)
        assert_close(x_train, right[0], terms=train.size, dtype=np.float32)
        assert_close(x_test, right[1], scale=10, terms=train.size, dtype=np.float32)


def test_no_test_picture_moves_another_number(kata):
    for case in cases(**PICTURES, sizes=SHADES):
        train, test = pictures(case)
        alone = kata.prepare(train, test[:1])
        together = kata.prepare(train, np.concatenate([test, 255 - train]))
        assert_equal(together[0], alone[0])
        assert_equal(together[1][:1], alone[1])


# Shifted pictures


def test_one_down_and_two_to_the_left(kata):
    picture = np.array([[[[9.0, 2, 3, 4], [5, 6, 7, 8], [1, 1, 1, 1]]]], np.float32)
    moved = kata.shift(picture, np.array([[1, -2]]))
    assert_equal(moved, np.array([[[[1.0, 1, 1, 1], [3, 4, 1, 1], [7, 8, 1, 1]]]], np.float32))


def test_each_picture_moves_by_its_own_offset(kata, expected):
    for case in cases(images="batch channels rows cols", values=("normal", "negative", "ties", "subnormal"), **POLICY):
        offsets = case.rng.integers(-3, 4, (case.batch, 2))
        moved = kata.shift(case.images, offsets)
        assert_equal(moved, np.asarray(expected.shift(case.images, offsets)).astype(case.dtype))


def test_no_offset_is_a_copy_and_a_large_one_leaves_background(kata):
    for case in cases(images="batch channels rows cols", values=("normal",)):
        still = np.zeros((case.batch, 2), np.int64)
        assert_equal(kata.shift(case.images, still), case.images)
        background = np.broadcast_to(case.images.min(axis=(1, 2, 3), keepdims=True), case.images.shape).copy()
        for away in ([case.rows, 0], [-case.rows, 0], [0, case.cols], [0, -case.cols], [50, -50]):
            assert_equal(kata.shift(case.images, still + away), background)


def shift_and_scribble(kata, images, offsets):
    moved = kata.shift(images, offsets)
    moved += 1
    return moved


def test_shift_leaves_its_inputs_alone(kata):
    for case in cases(images="batch channels rows cols", values=("normal",)):
        for reach in (0, 2):
            offsets = case.rng.integers(-reach, reach + 1, (case.batch, 2))
            before = case.images.copy(), offsets.copy()
            kata.run(shift_and_scribble, case.images, offsets)
            assert_equal((case.images, offsets), before)


def test_offsets_that_are_not_one_pair_a_picture_are_refused(kata):
    pictures = np.arange(24, dtype=np.float32).reshape(2, 1, 3, 4)
    for offsets in ([[1, 1]], [1, 1], [[1, 1, 1], [1, 1, 1]], [[1], [1]], [[1, 1]] * 3):
        with pytest.raises(ValueError):
            kata.shift(pictures, np.array(offsets))


# The network


def look_at(kata, images, seed, copies):
    torch.manual_seed(seed)
    model = kata.CNN()
    parameters = list(model.parameters())
    model.eval()
    logits, again = model(images), model(images)
    model.train()
    passes = model(images[:1].repeat(copies, 1, 1, 1))
    return parameters, logits, again, passes, model(images[:1])


def test_the_network_has_20490_parameters_in_six_tensors(kata, rng, seed):
    parameters, *_ = kata.run(look_at, rng.standard_normal((3, 1, 28, 28)).astype(np.float32), seed, 1)
    shapes = [parameter.shape for parameter in parameters]
    assert_equal(shapes, [(16, 1, 3, 3), (16,), (32, 16, 3, 3), (32,), (10, 1568), (10,)])


def test_the_logits_are_those_of_the_described_layers(kata, expected, rng, seed):
    images = rng.standard_normal((3, 1, 28, 28)).astype(np.float32)
    parameters, logits, again, *_ = kata.run(look_at, images, seed, 1)
    assert_close(logits, expected.logits(parameters, images), scale=1, terms=1024, dtype=np.float32)
    assert_equal(again, logits)


def test_half_of_the_features_are_dropped_in_training(kata, expected, rng, seed):
    # A feature f that is kept half of the time, doubled, has mean f and variance f^2; a logit adds them up.
    images, copies = rng.standard_normal((3, 1, 28, 28)).astype(np.float32), 400
    parameters, _, _, passes, once_more = kata.run(look_at, images, seed, copies)
    seen = np.asarray(expected.features(parameters, images[:1]))[0] * parameters[4]
    variance = (seen**2).sum(axis=1)
    mean = passes.mean(axis=0) - expected.logits(parameters, images[:1])[0]
    assert (np.abs(mean) < 7 * (variance / copies) ** 0.5).all(), "dropout leaves the mean of a logit where it was"
    ratio = (passes.var(axis=0) / variance).mean()
    assert abs(ratio - 1) < 0.25, f"the variance of the logits is {ratio:.2f} times what probability 0.5 gives"
    assert (passes[0] != once_more[0]).any(), "each pass draws anew which features are dropped"


# One step


def watched_steps(kata, weight, bias, x, labels, rate, steps, stale):
    modes = []

    class Watched(torch.nn.Linear):
        def forward(self, x):
            modes.append(self.training)
            return super().forward(x)

    model = Watched(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    model.load_state_dict({"weight": weight, "bias": bias})
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, stale)
    model.eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses = [kata.train_step(model, optimizer, x, labels) for _ in range(steps)]
    return losses, model.weight, model.bias, modes


def steps_of(kata, case, steps=1, stale=0.0):
    return kata.run(watched_steps, case.weight, case.bias, case.x, case.labels, case.rate, steps, stale)


def right_steps(expected, case, steps=1):
    return expected.steps(case.weight, case.bias, [(case.x, case.labels)] * steps, case.rate, 0.0)


def test_the_loss_is_the_cross_entropy_of_the_logits(kata, expected):
    for case in cases(**REGRESSION, choose=STEPS, scale=(1, 100), dtypes=("f32", "f64")):
        losses, *_ = steps_of(kata, case)
        assert isinstance(losses[0], float), "the loss is a Python float, without its graph"
        assert_close(losses[0], right_steps(expected, case)[0][0])


def test_a_step_goes_down_the_gradient(kata, expected):
    for case in cases(**REGRESSION, choose=STEPS, scale=(1, 100), dtypes=("f32", "f64")):
        _, weight, bias, _ = steps_of(kata, case)
        _, *right = right_steps(expected, case)
        assert_close([weight, bias], right)


def test_gradients_of_earlier_steps_do_not_count(kata, expected):
    for case in cases(**REGRESSION, choose=STEPS, values=("normal",)):
        for steps, stale in ((1, 100.0), (3, 0.0)):
            _, weight, bias, _ = steps_of(kata, case, steps, stale)
            _, *right = right_steps(expected, case, steps)
            assert_close([weight, bias], right)


def test_a_step_calls_the_model_once_in_training_mode_and_leaves_the_batch_alone(kata):
    for case in cases(**REGRESSION, choose=STEPS, values=("normal",)):
        before = case.x.copy(), case.labels.copy()
        *_, modes = steps_of(kata, case, 2)
        assert_equal(modes, [True, True])
        assert_equal((case.x, case.labels), before)


# Training


def watched_training(kata, weight, bias, images, labels, seed, epochs, batch, rate, reach):
    seen, modes = [], []

    class Watched(torch.nn.Linear):
        def forward(self, x):
            seen.append(x.detach().clone())
            modes.append(self.training)
            return super().forward(x.flatten(1))

    model = Watched(weight.shape[1], weight.shape[0])
    model.load_state_dict({"weight": weight, "bias": bias})
    losses = kata.train(model, images, labels, seed, epochs=epochs, batch=batch, rate=rate, reach=reach)
    draws = []
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        for start in range(0, len(images), batch):
            rows = order[start : start + batch]
            draws.append((rows, torch.randint(-reach, reach + 1, (len(rows), 2), generator=generator)))
    return losses, [model.weight, model.bias], seen, modes, draws


def trainings():
    return cases(
        images="digits 1 rows cols",
        labels="digits < classes",
        sizes={"rows": (4, 5, 6), "cols": (5, 4, 7), "classes": (2, 3, 5)},
        choose={"batch": (2, 3, 40), "reach": (0, 1, 2)},
        values=("normal", "negative"),
    )


def watch(kata, case, epochs):
    case.weight = case.rng.standard_normal((case.classes, case.rows * case.cols)).astype(np.float32) / 4
    case.bias = case.rng.standard_normal(case.classes).astype(np.float32)
    start = case.weight, case.bias, case.images, case.labels
    return kata.run(watched_training, *start, case.number, epochs, case.batch, 0.02, case.reach)


def test_each_epoch_shows_each_digit_once_in_the_drawn_order(kata):
    for case in trainings():
        *_, seen, _, draws = watch(kata, case, 3)
        assert_equal([len(x) for x in seen], [len(rows) for rows, _ in draws])
        if case.reach == 0:
            assert_equal(np.concatenate(seen), case.images[np.concatenate([rows for rows, _ in draws])])


def test_the_digits_are_shifted_as_drawn(kata, expected):
    for case in trainings():
        *_, seen, _, draws = watch(kata, case, 2)
        right = [np.asarray(expected.shift(case.images[rows], offsets)) for rows, offsets in draws]
        assert_close(np.concatenate(seen), np.concatenate(right), dtype=np.float32)


def test_training_moves_the_parameters_with_momentum(kata, expected):
    for case in trainings():
        _, parameters, _, _, draws = watch(kata, case, 2)
        _, *right = expected.train(case.weight, case.bias, case.images, case.labels, draws, 2, 0.02)
        assert_close(parameters, right)


def test_training_reports_the_mean_loss_of_each_epoch(kata, expected):
    for case in trainings():
        losses, *_, draws = watch(kata, case, 3)
        right, *_ = expected.train(case.weight, case.bias, case.images, case.labels, draws, 3, 0.02)
        assert_equal([type(loss) for loss in losses], [float] * 3)
        assert_close(losses, right)


def test_training_stays_in_training_mode_and_leaves_the_digits_alone(kata):
    for case in trainings():
        before = case.images.copy(), case.labels.copy()
        *_, modes, draws = watch(kata, case, 2)
        assert_equal(modes, [True] * len(draws))
        assert_equal((case.images, case.labels), before)


def training_with_defaults(kata, images, labels, seed, told):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(30, 3))
    history = kata.train(model, images, labels, seed, **told)
    return history, list(model.parameters())


def test_training_has_the_promised_defaults(kata, rng, seed):
    images = rng.standard_normal((70, 1, 5, 6)).astype(np.float32)
    labels = rng.integers(0, 3, 70)
    told = {"epochs": 6, "batch": 32, "rate": 0.005, "reach": 2}
    right = kata.run(training_with_defaults, images, labels, seed, told)
    assert_equal(kata.run(training_with_defaults, images, labels, seed, {}), right)


def training_after_other_draws(kata, images, labels, seed, draws):
    torch.manual_seed(1)
    model = kata.CNN()
    torch.rand(draws)
    losses = kata.train(model, images, labels, seed, epochs=1, batch=4)
    return losses, list(model.parameters())


def test_the_same_seed_gives_the_same_bits(kata, rng, seed):
    images, labels = rng.standard_normal((10, 1, 28, 28)).astype(np.float32), rng.integers(0, 10, 10)
    once = kata.run(training_after_other_draws, images, labels, seed, 0)
    assert_equal(kata.run(training_after_other_draws, images, labels, seed, 7), once)
    other = kata.run(training_after_other_draws, images, labels, seed + 1, 0)
    assert (other[1][4] != once[1][4]).any(), "another seed gives another training"


# Answers


def watched_predictions(kata, images, told, seed):
    seen, modes, graphs = [], [], []

    class Watched(torch.nn.Module):
        def forward(self, x):
            seen.append(x.clone())
            modes.append(self.training)
            graphs.append(torch.is_grad_enabled())
            scores = x.flatten(1)
            return -scores if self.training else scores

    torch.manual_seed(seed)
    found = []
    for training in (True, False):
        model = Watched().train(training)
        model.weight = torch.nn.Parameter(torch.tensor([2.0, 3.0]))
        found.append((kata.predict(model, images, **told), model.training, model.weight))
    return found, seen, modes, graphs


def predictions():
    return cases("digits", "1", "rows", "cols", choose={"size": (1, 2, 4, 100)}, values=("normal", "negative"))


def answers(kata, case):
    return kata.run(watched_predictions, case.x, {"batch": case.size}, case.number)


def test_each_picture_gets_the_class_with_the_largest_logit(kata):
    for case in predictions():
        found, *_ = answers(kata, case)
        right = case.x.reshape(case.digits, -1).argmax(axis=1)
        assert_equal([predicted for predicted, *_ in found], [right, right])


def test_the_model_answers_in_evaluation_mode_and_without_a_graph(kata):
    for case in predictions():
        _, _, modes, graphs = answers(kata, case)
        assert_equal(modes, [False] * len(modes))
        assert_equal(graphs, [False] * len(graphs))


def test_the_model_sees_the_pictures_as_they_are_and_leaves_them_so(kata):
    for case in predictions():
        before = case.x.copy()
        _, seen, *_ = answers(kata, case)
        assert_equal(case.x, before)
        assert_equal(np.concatenate(seen), np.concatenate([before, before]))
        most = [min(case.size, case.digits - start) for start in range(0, case.digits, case.size)]
        assert_equal([len(part) for part in seen], most * 2)


def test_the_model_is_afterwards_in_the_mode_in_which_it_came(kata):
    for case in predictions():
        found, *_ = answers(kata, case)
        assert_equal([mode for _, mode, _ in found], [True, False])
        assert_equal([weight for *_, weight in found], [np.array([2.0, 3.0], np.float32)] * 2)


def test_250_pictures_at_once_unless_told_otherwise(kata, rng):
    images = rng.standard_normal((600, 1, 2, 2)).astype(np.float32)
    _, seen, *_ = kata.run(watched_predictions, images, {}, 1)
    assert_equal([len(part) for part in seen], [250, 250, 100] * 2)


# The whole


def learn_and_read(kata, train_images, labels, test_images, seed, epochs):
    torch.manual_seed(seed)
    x_train, x_test = kata.prepare(train_images, test_images)
    model = kata.CNN()
    losses = kata.train(model, x_train, labels, seed, epochs=epochs)
    predicted = kata.predict(model, x_test)
    return x_train, losses, list(model.state_dict().values()), predicted


def test_the_test_digits_leave_no_trace_in_what_is_fitted(kata, data):
    digits = data("mnist", train=1000)
    train, labels, unseen = digits.x_train[:150], digits.y_train[:150], digits.x_test[:50]
    assert_no_leak(kata, learn_and_read, train, labels, held_out(unseen), 41, 1, fitted=lambda answer: answer[:3])


def test_at_least_950_of_1000_unseen_digits_are_read(kata, data, seed):
    digits = data("mnist", train=4000)
    *_, predicted = kata.run(learn_and_read, digits.x_train, digits.y_train, digits.x_test, seed, 6)
    assert_equal(predicted.shape, (1000,))
    right = int((predicted == digits.y_test).sum())
    assert right >= 950, f"{right} of 1000 unseen digits are read; 950 are asked for (an MLP reads about 930)"
