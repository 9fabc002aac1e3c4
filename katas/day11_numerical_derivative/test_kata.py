"""What day 11 asks for: the step, slopes of one number, of many, of many by many; then the rules of differentiation."""

import pytest

from nnkata_plugin.check import assert_close, assert_equal, cases, np

KINDS = {"layouts": ("c", "fortran", "strided"), "dtypes": ("f64", "f32"), "values": ("normal", "negative", "ties")}
NAMES = ("polynomial", "product", "quotient", "bell", "logarithm", "root", "doubling", "sigmoid")
HEADROOM = 8
"""What assert_close multiplies eps and scale by: the part of the error that is no rounding is divided by it."""


def step_of(x):
    return np.cbrt(float(np.finfo(x.dtype).eps)) * np.maximum(1, np.abs(x.astype(np.float64)))


def reach(x, values, slopes, thirds):
    """The scale of a slope that was measured with the right step h: truncation and rounding, worked out.

    Args:
        x: Where.
        values: How large the numbers are that the function adds up there: a value is off by eps times that.
        slopes: What is right. It counts because x + h is rounded as well: the step is off by eps times x.
        thirds: How large the third derivative is there.
    """
    h, eps = step_of(x), float(np.finfo(x.dtype).eps)
    truncation = h**2 / 6 * 1.1 * thirds  # a tenth more, for a third derivative that grows within the step
    # Two values, and two ends of the step, are each off by eps / 2; their difference is divided by 2 h.
    rounding = (values + np.abs(x.astype(np.float64) * slopes)) / (2 * h)
    return truncation / (HEADROOM * eps) + rounding


def slopes_of(module, which, x, *h):
    functions = {
        "square": lambda t: 3 * t * t,
        "cube": lambda t: t * t * t,
        "exp": np.exp,
        "cosine": np.cos,
        "wide": lambda t: t.astype(np.float64) ** 2,
    }
    return module.derivative(functions[which], x, *h)


def gradient_of_exp(module, x, weights):
    """The gradient of exp(sum(weights * x)), what the function was asked, and x itself, then and afterwards."""
    asked, meanwhile = [], []

    def f(t):
        asked.append(t.copy())
        meanwhile.append(x.copy())
        return np.exp((weights * t).sum())

    return module.gradient(f, x), asked, [*meanwhile, x]


def jacobian_of_exp(module, x, weights):
    """The Jacobian of exp(weights @ x)."""
    return module.jacobian(lambda t: np.exp(weights @ t), x)


def rules_and_differences(module, name, x):
    return module.derivatives_of(name, x), module.derivative(module.FUNCTIONS[name], x), module.FUNCTIONS[name](x)


def test_the_step_is_the_cube_root_of_eps_near_nought(kata):
    x = np.array([0.0, 0.5, -1.0, 0.001])
    assert_close(kata.step(x), np.full(4, 2.0 ** (-52 / 3)))
    assert_close(kata.step(x.astype(np.float32)), np.full(4, 2.0 ** (-23 / 3)))


def test_the_step_grows_with_the_number(kata):
    x = np.array([[2.0, -10.0, 3000.0]])
    assert_close(kata.step(x), np.array([[2.0, 10.0, 3000.0]]) * 2.0 ** (-52 / 3))
    for case in cases("rows", "cols", scale=(1, 1e3), **{**KINDS, "values": ("normal", "negative", "subnormal")}):
        assert_close(kata.step(case.x), step_of(case.x), dtype=case.dtype)


def test_the_slope_of_a_parabola_has_no_error_but_rounding(kata):
    for dtype in (np.float64, np.float32):
        x = np.array([2.0, -1.0, 0.5, 7.0, 100.0], dtype)
        assert_close(kata.run(slopes_of, "square", x), 6 * x, scale=reach(x, 3 * x**2, 6.0 * x, 0))


def test_a_step_that_is_handed_in_is_taken(kata):
    x = np.array([2.0, -3.0])
    # ((2 + h)^3 - (2 - h)^3) / (2 h) = 12 + h^2
    for h in (0.5, 0.25, 2.0):
        assert_close(kata.run(slopes_of, "cube", x, h), np.array([12.0, 27.0]) + h**2, terms=9)


def test_slopes_of_other_curves_are_as_near_as_the_dtype_allows(kata):
    for case in cases("rows", "cols", scale=(1, 3), **KINDS):
        x = case.x.astype(np.float64)
        for which, value, slope, third in (
            ("exp", np.exp(x), np.exp(x), np.exp(x)),
            ("cosine", np.ones_like(x), -np.sin(x), np.ones_like(x)),
            ("cube", np.abs(x**3), 3 * x**2, np.full_like(x, 6.0)),
        ):
            found = kata.run(slopes_of, which, case.x)
            assert_close(found, slope, scale=reach(case.x, value, slope, third), dtype=case.dtype)


def test_a_slope_has_the_dtype_of_the_number_not_of_the_function(kata):
    x = np.array([1.0, 2.0], np.float32)
    assert_close(kata.run(slopes_of, "wide", x), 2.0 * x, scale=reach(x, x**2, 2.0 * x, 0), dtype=np.float32)


def test_a_gradient_is_worked_out_by_hand(kata):
    def of_a_product(module, x):
        return module.gradient(lambda t: t[0] * t[1] * t[1], x)

    x = np.array([3.0, 2.0])
    slopes = np.array([4.0, 12.0])
    assert_close(kata.run(of_a_product, x), slopes, scale=reach(x, 12.0, slopes, 0))


def test_gradients_agree_with_the_formula(kata):
    sizes = {"rows": (1, 2, 3, 5, 8), "cols": (1, 2, 3, 9)}
    for case in cases(x="rows cols", weights="rows cols", sizes=sizes, **KINDS):
        case.x /= 3
        weights = case.weights * case.dtype.type(3 / np.sqrt(case.x.size))
        x, w = case.x.astype(np.float64), weights.astype(np.float64)
        value = np.exp((w * x).sum())
        slopes = w * value
        found, _, _ = kata.run(gradient_of_exp, case.x, weights)
        terms = value * (1 + np.abs(w * x).sum())
        assert_close(found, slopes, scale=reach(case.x, terms, slopes, np.abs(w) ** 3 * value), dtype=case.dtype)


def test_one_number_is_moved_at_a_time_up_and_down(kata):
    for dtype in (np.float64, np.float32):
        x = np.array([[2.0, -1.0, 0.5], [300.0, 0.0, -4.0]], dtype)
        _, asked, _ = kata.run(gradient_of_exp, x.copy(), np.zeros_like(x))
        times = len(asked)
        assert times <= 2 * x.size + 1, "two values of the function for each number, and at most one more"
        moves = [t.astype(np.float64) - x for t in asked if (t != x).any()]
        moved = {int(np.count_nonzero(move)) for move in moves}
        assert moved == {1}, "only one number of the argument is moved at a time"
        furthest = np.max(moves, axis=0), -np.min(moves, axis=0)
        rounding = 4 * float(np.finfo(dtype).eps) * (np.abs(x) + step_of(x))
        off = [int((np.abs(far - step_of(x)) > rounding).sum()) for far in furthest]
        assert off == [0, 0], "each number goes up and down by its own step"


def test_a_gradient_leaves_its_argument_alone(kata):
    for case in cases(x="rows cols", sizes={"rows": (2, 3), "cols": (2, 5)}, layouts=("c", "fortran", "strided")):
        x = case.x.copy()
        _, _, seen = kata.run(gradient_of_exp, case.x, np.full_like(x, 0.1))
        assert_equal(seen[-1], x)
        for meanwhile in seen:
            assert_equal(meanwhile, x)


def test_a_jacobian_is_worked_out_by_hand(kata):
    def of_three(module, x):
        return module.jacobian(lambda t: np.array([t[0] * t[1], 5 * t[0], t[1] * t[1]]), x)

    x = np.array([3.0, 2.0])
    slopes = np.array([[2.0, 3.0], [5.0, 0.0], [0.0, 4.0]])
    assert_close(kata.run(of_three, x), slopes, scale=reach(x, np.array([[6.0], [15.0], [4.0]]), slopes, 0))


def test_jacobians_agree_with_the_formula(kata):
    sizes = {"outputs": (1, 2, 3, 5, 8), "inputs": (1, 2, 3, 9)}
    for case in cases(x="inputs", weights="outputs inputs", sizes=sizes, **KINDS):
        case.x /= 3
        weights = case.weights * case.dtype.type(3 / np.sqrt(case.inputs))
        x, w = case.x.astype(np.float64), weights.astype(np.float64)
        values = np.exp(w @ x)[:, None]
        slopes = w * values
        terms = values * (1 + np.abs(w) @ np.abs(x))[:, None]
        found = kata.run(jacobian_of_exp, case.x, weights)
        assert_close(found, slopes, scale=reach(case.x, terms, slopes, np.abs(w) ** 3 * values), dtype=case.dtype)


def test_a_jacobian_has_the_dtype_of_the_numbers_and_leaves_them_alone(kata):
    def of_wide_weights(module, x, weights):
        return module.jacobian(lambda t: 2 * weights @ t, x), x

    x, weights = np.array([0.5, 0.25, -0.125], np.float32), np.array([[1.0, -2.0, 0.5], [0.25, 4.0, 3.0]])
    before, slopes = x.copy(), 2 * weights
    found, after = kata.run(of_wide_weights, x, weights)
    terms = np.abs(slopes) @ np.abs(before)
    assert_close(found, slopes, scale=reach(before, terms[:, None], slopes, 0), dtype=np.float32)
    assert_equal(after, before)


def test_what_is_no_float_is_refused(kata):
    def refused(module, x):
        answers = []
        for call, f in ((module.derivative, np.sin), (module.gradient, np.sum), (module.jacobian, np.sin)):
            try:
                call(f, x)
            except ValueError:
                answers.append("refused")
        try:
            module.derivative(np.sin, x, 0.01)
        except ValueError:
            answers.append("refused")
        return answers

    for x in (np.array([1, 2, 3]), np.array([True, False]), np.array([1.0 + 2.0j, 3.0 - 1.0j])):
        with pytest.raises(ValueError):
            kata.step(x)
        assert_equal(kata.run(refused, x), ["refused"] * 4)


def test_a_jacobian_refuses_what_has_not_one_axis(kata):
    def flat(module, x):
        return module.jacobian(lambda t: t.ravel(), x)

    for x in (np.ones((2, 2)), np.ones((1, 3))):
        with pytest.raises(ValueError):
            kata.run(flat, x)


def agrees(kata, expected, name, scale=(1, 3, 10)):
    for case in cases("rows", "cols", scale=scale, **KINDS):
        assert_close(kata.derivatives_of(name, case.x), expected.derivatives_of(name, case.x))


def test_powers_and_sums_follow_their_rules(kata, expected):
    assert_close(kata.derivatives_of("polynomial", np.array([0.0, 1.0, -2.0])), np.array([-4.0, -1.0, 8.0]))
    agrees(kata, expected, "polynomial")


def test_a_product_has_two_terms(kata, expected):
    pi = np.pi
    assert_close(kata.derivatives_of("product", np.array([pi / 2, pi])), np.array([pi, -(pi**2)]), scale=10.0)
    agrees(kata, expected, "product")


def test_a_quotient_follows_its_rule(kata, expected):
    assert_close(kata.derivatives_of("quotient", np.array([0.0, 1.0, -2.0])), np.array([1.0, 0.0, -0.12]))
    agrees(kata, expected, "quotient")


def test_the_bell_has_an_inner_slope(kata, expected):
    assert_close(
        kata.derivatives_of("bell", np.array([0.0, 1.0, -2.0])), np.array([0.0, -np.exp(-0.5), 2 * np.exp(-2)])
    )
    agrees(kata, expected, "bell")


def test_the_logarithm_has_an_inner_slope(kata, expected):
    assert_close(kata.derivatives_of("logarithm", np.array([0.0, 1.0, -3.0])), np.array([0.0, 1.0, -0.6]))
    agrees(kata, expected, "logarithm")


def test_the_root_has_an_inner_slope(kata, expected):
    assert_close(kata.derivatives_of("root", np.array([0.0, 0.75, -0.75])), np.array([0.0, 0.6, -0.6]))
    agrees(kata, expected, "root")


def test_a_power_with_the_number_above_is_an_exponential(kata, expected):
    assert_close(kata.derivatives_of("doubling", np.array([0.0, 3.0, -1.0])), np.log(2) * np.array([1.0, 8.0, 0.5]))
    agrees(kata, expected, "doubling")


def test_the_sigmoid_is_steepest_in_the_middle(kata, expected):
    x = np.array([0.0, np.log(3), -np.log(3)])
    assert_close(kata.derivatives_of("sigmoid", x), np.array([0.25, 0.1875, 0.1875]))
    # Not larger: by the quotient rule as it comes first, a square of exp(45) is too much for float32.
    agrees(kata, expected, "sigmoid", scale=(1, 3))


def test_a_function_that_is_not_given_has_no_rule(kata):
    for name in ("cube", ""):
        with pytest.raises(ValueError):
            kata.derivatives_of(name, np.array([1.0]))


def test_your_rules_agree_with_your_differences(kata, expected):
    x = np.array([-2.0, -0.75, 0.0, 0.3, 1.0, 2.5])
    values = {
        "polynomial": x**3 - 4 * x + 2,
        "product": x * x * np.sin(x),
        "quotient": x / (1 + x * x),
        "bell": np.exp(-x * x / 2),
        "logarithm": np.log1p(x * x),
        "root": np.hypot(1, x),
        "doubling": np.exp2(x),
        "sigmoid": (1 + np.tanh(x / 2)) / 2,
    }
    for name in NAMES:
        ruled, measured, given = kata.run(rules_and_differences, name, x)
        right = expected.derivatives_of(name, x)
        assert_close(ruled, right)
        # No third derivative of the eight is larger than 20 there, and no value or term of one than 30.
        assert_close(measured, np.asarray(right), scale=reach(x, 30.0, np.asarray(right), 20.0))
        assert_close(given, values[name], scale=30.0)


def test_the_slopes_of_the_rules_leave_the_numbers_alone(kata):
    for name in NAMES:
        x = np.array([0.5, -2.0, 3.0])
        kata.derivatives_of(name, x)
        assert_equal(x, np.array([0.5, -2.0, 3.0]))
