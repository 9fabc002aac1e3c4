"""What day 14 asks for: SGD, its momentum, its decay; then Adam and AdamW; then the milestone."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, assert_no_leak, bench, cases, held_out, np

SMALL = {"rows": (1, 2, 3, 5, 8, 17), "cols": (1, 2, 3, 5, 9)}
NONSENSE = [{"lr": -0.1}, {"eps": -1e-8}, {"weight_decay": -0.1}]
NONSENSE += [{"betas": betas} for betas in ((-0.1, 0.9), (0.9, -0.1), (1.0, 0.9), (0.9, 1.0))]


def sgd_path(module, start, grads, options):
    """What the parameters are after every step. The lists are the optimiser's own, the arrays in them are ours."""
    optimiser = module.SGD(**options)
    after = []
    for step in grads:
        optimiser.step(list(start), list(step))
        after.append([p.copy() for p in start])
    return after


def adam_path(module, start, grads, options):
    optimiser = module.Adam(**options)
    after = []
    for step in grads:
        optimiser.step(list(start), list(step))
        after.append([p.copy() for p in start])
    return after


def adamw_path(module, start, grads, options):
    optimiser = module.AdamW(**options)
    after = []
    for step in grads:
        optimiser.step(list(start), list(step))
        after.append([p.copy() for p in start])
    return after


def drawn(case, steps, size=1.0):
    """The parameters of a case, and gradients for some steps."""
    start = [case.w, case.b]
    return start, [[(size * case.rng.standard_normal(p.shape)).astype(p.dtype) for p in start] for _ in range(steps)]


def reach(start, after):
    """The largest number that occurs on the way: rounding errors are relative to it."""
    return max(float(np.abs(p).max()) for step in [start, *after] for p in step)


def follows(kata, path, reference, start, grads, options):
    truth = reference(start, grads, **options)  # first: the run changes `start`
    scale, terms = reach(start, truth), 4 * len(grads)
    assert_close(kata.run(path, start, grads, options), truth, scale=scale, terms=terms)


def stands_still(kata, path):
    after = kata.run(path, [np.array([1.0, 2.0])], [[np.array([3.0, -4.0])]] * 2, {"lr": 0.0})
    assert_equal(after, [[np.array([1.0, 2.0])]] * 2)


def refuses(kata, path, settings):
    for options in settings:
        with pytest.raises(ValueError):
            kata.run(path, [np.array([1.0])], [[np.array([1.0])]], options)


def share_no_memory(kata, name, reference, options):
    def in_turns(module, name, first, second, grads, options):
        kind = module.SGD if name == "SGD" else module.Adam if name == "Adam" else module.AdamW
        one, other = kind(**options), kind(**options)
        for g in grads:
            one.step([first], [g])
            other.step([second], [-2 * g])
        return [first, second]

    rng = np.random.default_rng(14)
    first, second = rng.standard_normal((2, 3, 4))
    grads = list(rng.standard_normal((4, 3, 4)))
    truth = [
        reference([first], [[g] for g in grads], **options)[-1][0],
        reference([second], [[-2 * g] for g in grads], **options)[-1][0],
    ]
    assert_close(kata.run(in_turns, name, first, second, grads, options), truth, terms=16)


def leaves_gradients_alone(kata, path):
    rng = np.random.default_rng(14)
    grads = [[rng.standard_normal((2, 3))] for _ in range(2)]
    before = [[g.copy() for g in step] for step in grads]
    kata.run(path, [rng.standard_normal((2, 3))], grads, {"lr": 0.1, "weight_decay": 0.1})
    assert_equal(grads, before)


def refuses_misfits(kata, name):
    def refused(module, name, params, grads):
        kind = module.SGD if name == "SGD" else module.Adam if name == "Adam" else module.AdamW
        try:
            kind(lr=0.1, weight_decay=0.1).step(params, grads)
        except ValueError:
            return True, params
        return False, params

    row, table = np.array([1.0, 2.0, 3.0]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    misfits = [[row], [row, table, row], [row, row], [row, table.T.copy()], [row, np.array(1.0)]]
    for grads in misfits:
        assert_equal(kata.run(refused, name, [row.copy(), table.copy()], grads), (True, [row, table]))


def learns_to_read_digits(kata, data, name, options):
    def fit(module, name, options, pixels, one_hot, weights, bias, steps, unseen):
        kind = module.SGD if name == "SGD" else module.Adam if name == "Adam" else module.AdamW
        optimiser = kind(**options)
        weights, bias = weights.copy(), bias.copy()  # the check trains twice
        losses = []
        for _ in range(steps):
            scores = pixels @ weights + bias
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            chances = scores / scores.sum(axis=1, keepdims=True)
            losses.append(float(-np.log((chances * one_hot).sum(axis=1)).mean()))
            pull = (chances - one_hot) / len(pixels)  # day 20 derives it
            optimiser.step([weights, bias], [pixels.T @ pull, pull.sum(axis=0)])
        return losses, (unseen @ weights + bias).argmax(axis=1)

    digits = data("mnist", train=1000)
    pixels, unseen = (x.reshape(len(x), -1).astype(np.float32) / 255 for x in (digits.x_train, digits.x_test))
    weights = 0.01 * np.random.default_rng(14).standard_normal((784, 10), dtype=np.float32)
    one_hot = np.eye(10, dtype=np.float32)[digits.y_train]
    start = pixels, one_hot, weights, np.zeros(10, np.float32)
    told = name, options, *start, 60, held_out(unseen)
    losses, read = assert_no_leak(kata, fit, *told, fitted=lambda answer: answer[0])
    assert losses[-1] < 0.4, "60 steps bring the loss from 2.3 to less than 0.4"
    assert (read == digits.y_test).mean() > 0.85, "more than 85 of 100 digits that it never saw are read rightly"


def five_adam_steps(module, p, g):
    p = p.copy()
    optimiser = module.Adam()
    for _ in range(5):
        optimiser.step([p], [g])
    return p


@bench("Adam", run=five_adam_steps)
def a_million_parameters(rng, size):
    return rng.standard_normal(size, dtype=np.float32), rng.standard_normal(size, dtype=np.float32)


def test_plain_sgd_changes_the_arrays_themselves(kata):
    start, grads = [np.array([1.0, 2.0]), np.array([[5.0]])], [[np.array([10.0, -20.0]), np.array([[30.0]])]]
    after = kata.run(sgd_path, start, grads, {"lr": 0.1})
    assert_close(after, [[np.array([0.0, 4.0]), np.array([[2.0]])]], scale=5.0)


def test_plain_sgd_has_no_memory(kata, expected):
    for case in cases(
        w="rows cols",
        b="cols",
        sizes=SMALL,
        scale=(1, 1e3),
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
        values=("normal", "negative", "ties", "subnormal"),
    ):
        follows(kata, sgd_path, expected.sgd, *drawn(case, 3), {"lr": 0.1})


def test_momentum_gathers_speed_as_on_paper(kata):
    grads = [[np.array([g])] for g in (1.0, 2.0, 0.0)]
    after = kata.run(sgd_path, [np.array([0.0])], grads, {"lr": 1.0, "momentum": 0.2})
    assert_close(after, [[np.array([p])] for p in (-1.0, -3.2, -3.64)])


def test_momentum_agrees_with_the_reference(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, choose={"momentum": (0.9, 0.3)}, dtypes=("f32", "f64")):
        follows(kata, sgd_path, expected.sgd, *drawn(case, 4), {"lr": 0.2, "momentum": case.momentum})


def test_nesterov_looks_ahead_as_on_paper(kata):
    grads = [[np.array([g])] for g in (1.0, 2.0, 0.0)]
    after = kata.run(sgd_path, [np.array([0.0])], grads, {"lr": 1.0, "momentum": 0.2, "nesterov": True})
    assert_close(after, [[np.array([p])] for p in (-1.2, -3.64, -3.728)])


def test_nesterov_agrees_with_the_reference(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, choose={"momentum": (0.9, 0.3)}, dtypes=("f32", "f64")):
        options = {"lr": 0.2, "momentum": case.momentum, "nesterov": True}
        follows(kata, sgd_path, expected.sgd, *drawn(case, 4), options)


def test_weight_decay_pulls_to_zero_where_the_gradient_is_silent(kata):
    # The second parameter has the gradient 2, so d is 4, then 3.
    start, grads = [np.array([8.0, -4.0]), np.array([4.0])], [[np.zeros(2), np.array([2.0])]] * 2
    after = kata.run(sgd_path, start, grads, {"lr": 0.5, "weight_decay": 0.5})
    assert_close(after, [[np.array([6.0, -3.0]), np.array([2.0])], [np.array([4.5, -2.25]), np.array([0.5])]])


def test_weight_decay_enters_the_momentum_as_well(kata, expected):
    for case in cases(
        w="rows cols",
        b="cols",
        sizes=SMALL,
        choose={"nesterov": (False, True), "weight_decay": (0.1, 0.7)},
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
    ):
        options = {"lr": 0.3, "momentum": 0.8, "nesterov": case.nesterov, "weight_decay": case.weight_decay}
        follows(kata, sgd_path, expected.sgd, *drawn(case, 4), options)


def test_sgd_refuses_settings_that_make_no_sense(kata):
    refuses(kata, sgd_path, [{"lr": -0.1}, {"lr": 0.1, "momentum": -0.1}, {"lr": 0.1, "weight_decay": -0.1}])
    refuses(kata, sgd_path, [{"lr": 0.1, "nesterov": True}])


def test_sgd_with_a_learning_rate_of_zero_stands_still(kata):
    stands_still(kata, sgd_path)


def test_two_sgd_optimisers_share_no_memory(kata, expected):
    share_no_memory(kata, "SGD", expected.sgd, {"lr": 0.1, "momentum": 0.7})


def test_sgd_leaves_the_gradients_alone(kata):
    leaves_gradients_alone(kata, sgd_path)


def test_sgd_refuses_gradients_that_do_not_fit_before_anything_moves(kata):
    refuses_misfits(kata, "SGD")


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate(kata):
    start, grads = [np.array([1.0, 1.0, 1.0])], [[np.array([0.001, -5.0, 300.0])]]
    after = kata.run(adam_path, start, grads, {"lr": 0.25, "eps": 0.0})
    assert_close(after, [[np.array([0.75, 1.25, 0.75])]])


def test_adam_takes_two_steps_as_on_paper(kata):
    start, grads = [np.array([1.0])], [[np.array([3.0])], [np.array([-1.0])]]
    after = kata.run(adam_path, start, grads, {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.0})
    # m is 1.5, then 0.25; v is 2.25, then 1.9375; m is divided by 0.5, then 0.75, and v by 0.25, then 0.4375.
    assert_close(after, [[np.array([0.9])], [np.array([0.9 - 0.1 * (0.25 / 0.75) / np.sqrt(1.9375 / 0.4375)])]])


def test_adam_may_forget_all_squares_but_the_last(kata):
    start, grads = [np.array([1.0])], [[np.array([3.0])], [np.array([-1.0])]]
    after = kata.run(adam_path, start, grads, {"lr": 0.1, "betas": (0.5, 0.0), "eps": 0.0})
    # m is 1.5, then 0.25, divided by 0.5, then 0.75; the root is 3, then 1.
    assert_close(after, [[np.array([0.9])], [np.array([0.9 - 0.1 * 0.25 / 0.75])]])


def test_eps_stands_beside_the_root(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, choose={"eps": (0.5, 0.01)}, dtypes=("f32", "f64")):
        follows(kata, adam_path, expected.adam, *drawn(case, 4), {"lr": 0.1, "eps": case.eps})


def test_adam_agrees_with_the_reference(kata, expected):
    for case in cases(
        w="rows cols",
        b="cols",
        sizes=SMALL,
        scale=(1, 1e3),
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
        choose={"betas": ((0.9, 0.999), (0.6, 0.8), (0.0, 0.5), (0.3, 0.25))},
    ):
        follows(kata, adam_path, expected.adam, *drawn(case, 5), {"lr": 0.1, "betas": case.betas})


def test_adam_does_not_divide_zero_by_zero(kata):
    after = kata.run(adam_path, [np.array([1.0, -2.0])], [[np.zeros(2)]] * 3, {"lr": 0.1})
    assert_equal(after, [[np.array([1.0, -2.0])]] * 3)


def test_adam_has_the_defaults_of_its_paper(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, dtypes=("f64",)):
        start, grads = drawn(case, 4, size=1e-8)  # so small that eps has a say
        follows(kata, adam_path, expected.adam, start, grads, {})


def test_the_weight_decay_of_adam_is_part_of_the_gradient(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, choose={"weight_decay": (0.1, 2.0)}, dtypes=("f32", "f64")):
        follows(kata, adam_path, expected.adam, *drawn(case, 4), {"lr": 0.1, "weight_decay": case.weight_decay})


def test_adam_refuses_settings_that_make_no_sense(kata):
    refuses(kata, adam_path, NONSENSE)


def test_adam_with_a_learning_rate_of_zero_stands_still(kata):
    stands_still(kata, adam_path)


def test_two_adam_optimisers_share_no_memory(kata, expected):
    share_no_memory(kata, "Adam", expected.adam, {"lr": 0.1, "betas": (0.8, 0.9)})


def test_adam_leaves_the_gradients_alone(kata):
    leaves_gradients_alone(kata, adam_path)


def test_adam_refuses_gradients_that_do_not_fit_before_anything_moves(kata):
    refuses_misfits(kata, "Adam")


def test_adamw_shrinks_a_parameter_whose_gradient_is_silent(kata):
    # The second parameter has the gradient 2: a step of it is as long as the learning rate.
    options = {"lr": 0.5, "betas": (0.5, 0.75), "eps": 1e-20, "weight_decay": 0.5}
    start, grads = [np.array([8.0, -4.0]), np.array([4.0])], [[np.zeros(2), np.array([2.0])]] * 2
    after = kata.run(adamw_path, start, grads, options)
    assert_close(after, [[np.array([6.0, -3.0]), np.array([2.5])], [np.array([4.5, -2.25]), np.array([1.375])]])


def test_adamw_agrees_with_the_reference(kata, expected):
    for case in cases(
        w="rows cols",
        b="cols",
        sizes=SMALL,
        scale=(1, 1e3),
        layouts=("c", "fortran", "strided"),
        dtypes=("f32", "f64"),
        choose={"weight_decay": (0.1, 2.0, 0.0)},
    ):
        options = {"lr": 0.2, "betas": (0.7, 0.9), "eps": 0.1, "weight_decay": case.weight_decay}
        follows(kata, adamw_path, expected.adamw, *drawn(case, 5), options)


def test_adamw_decays_a_little_unless_told_otherwise(kata, expected):
    for case in cases(w="rows cols", b="cols", sizes=SMALL, dtypes=("f64",)):
        start, grads = drawn(case, 4, size=1e-8)
        follows(kata, adamw_path, expected.adamw, start, grads, {})


def test_adamw_refuses_settings_that_make_no_sense(kata):
    refuses(kata, adamw_path, NONSENSE)


def test_adamw_with_a_learning_rate_of_zero_stands_still(kata):
    stands_still(kata, adamw_path)


def test_two_adamw_optimisers_share_no_memory(kata, expected):
    share_no_memory(kata, "AdamW", expected.adamw, {"lr": 0.1, "betas": (0.8, 0.9)})


def test_adamw_leaves_the_gradients_alone(kata):
    leaves_gradients_alone(kata, adamw_path)


def test_adamw_refuses_gradients_that_do_not_fit_before_anything_moves(kata):
    refuses_misfits(kata, "AdamW")


def test_milestone_1_your_sgd_learns_to_read_digits(kata, data):
    learns_to_read_digits(kata, data, "SGD", {"lr": 0.15, "momentum": 0.9, "nesterov": True})


def test_milestone_1_your_adam_learns_to_read_digits(kata, data):
    learns_to_read_digits(kata, data, "Adam", {"lr": 0.01})


def test_milestone_1_your_adamw_learns_to_read_digits(kata, data):
    learns_to_read_digits(kata, data, "AdamW", {"lr": 0.01, "weight_decay": 0.1})
