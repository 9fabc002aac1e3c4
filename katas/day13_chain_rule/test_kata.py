"""What day 13 asks for: the numbers, then backward over sums, then the slope of each operation, then all at once."""

import math

import pytest

from nnkata_plugin.check import assert_close, assert_equal, cases


def results(module, sign, wrapped, lefts, rights):
    """What `left sign right` holds, pair by pair; `wrapped` says which sides are a Value and not a plain number."""
    answers = []
    for left, right in zip(lefts, rights, strict=True):
        a = module.Value(left) if "left" in wrapped else left
        b = module.Value(right) if "right" in wrapped else right
        answers.append((a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b).data)
    return answers


def gradients(module, sign, wrapped, lefts, rights):
    """The gradients of `left sign right`, pair by pair, for the sides that are a Value."""
    answers = []
    for left, right in zip(lefts, rights, strict=True):
        a = module.Value(left) if "left" in wrapped else left
        b = module.Value(right) if "right" in wrapped else right
        (a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b).backward()
        answers.append([float(value.grad) for value in (a, b) if isinstance(value, module.Value)])
    return answers


def results_of(module, name, numbers, *constants):
    """What `value.name(*constants)` holds, number by number."""
    return [getattr(module.Value(number), name)(*constants).data for number in numbers]


def gradients_of(module, name, numbers, *constants):
    """The gradient of `value.name(*constants)`, number by number."""
    values = [module.Value(number) for number in numbers]
    for x in values:
        getattr(x, name)(*constants).backward()
    return [float(x.grad) for x in values]


def used_twice(module, sign, number):
    x = module.Value(number)
    (x + x if sign == "+" else x * x).backward()
    return float(x.grad)


def test_a_product_holds_the_product(kata):
    for case in cases(a="count", b="count"):
        answers = [p * q for p, q in zip(case.a, case.b, strict=True)]
        for wrapped in (["left", "right"], ["left"]):
            assert_close(kata.run(results, "*", wrapped, case.a, case.b), answers)


def test_minus_a_value_holds_the_opposite(kata):
    for case in cases(a="count"):
        assert_close(kata.run(results_of, "__neg__", case.a), [-p for p in case.a])


def test_a_difference_holds_the_difference(kata):
    for case in cases(a="count", b="count"):
        answers = [p - q for p, q in zip(case.a, case.b, strict=True)]
        for wrapped in (["left", "right"], ["left"]):
            assert_close(kata.run(results, "-", wrapped, case.a, case.b), answers)


def test_a_power_holds_the_power(kata):
    for case in cases(a="count", choose={"exponent": (3, 2, -1, -2, 0, 1)}, values=("normal", "negative", "positive")):
        assert_close(kata.run(results_of, "__pow__", case.a, case.exponent), [p**case.exponent for p in case.a])
    for case in cases(a="count", choose={"exponent": (0.5, 2.5, -0.5)}, values=("positive",)):
        assert_close(kata.run(results_of, "__pow__", case.a, case.exponent), [p**case.exponent for p in case.a])


def test_a_quotient_holds_the_quotient(kata):
    for case in cases(a="count", b="count", values=("normal", "negative", "positive")):
        answers = [p / q for p, q in zip(case.a, case.b, strict=True)]
        for wrapped in (["left", "right"], ["left"]):
            assert_close(kata.run(results, "/", wrapped, case.a, case.b), answers)


def test_a_plain_number_may_stand_left_of_a_plus(kata):
    for case in cases(a="count", b="count"):
        answers = [p + q for p, q in zip(case.a, case.b, strict=True)]
        assert_close(kata.run(results, "+", ["right"], case.a, case.b), answers)


def test_a_plain_number_may_stand_left_of_a_minus(kata):
    for case in cases(a="count", b="count"):
        answers = [p - q for p, q in zip(case.a, case.b, strict=True)]
        assert_close(kata.run(results, "-", ["right"], case.a, case.b), answers)


def test_a_plain_number_may_stand_left_of_a_times(kata):
    for case in cases(a="count", b="count"):
        answers = [p * q for p, q in zip(case.a, case.b, strict=True)]
        assert_close(kata.run(results, "*", ["right"], case.a, case.b), answers)


def test_a_plain_number_may_stand_left_of_a_division(kata):
    for case in cases(a="count", b="count", values=("normal", "negative", "positive")):
        answers = [p / q for p, q in zip(case.a, case.b, strict=True)]
        assert_close(kata.run(results, "/", ["right"], case.a, case.b), answers)


def test_exp_holds_the_exponential(kata):
    for case in cases(a="count", scale=(1, 10)):
        assert_close(kata.run(results_of, "exp", case.a), [math.exp(p) for p in case.a], terms=100)


def test_log_holds_the_natural_logarithm(kata):
    for case in cases(a="count", scale=(1, 1e3, 1e-3), values=("positive",)):
        assert_close(kata.run(results_of, "log", case.a), [math.log(p) for p in case.a], scale=1.0)


def test_tanh_holds_the_hyperbolic_tangent(kata):
    for case in cases(a="count", scale=(1, 10, 1e3)):
        assert_close(kata.run(results_of, "tanh", case.a), [math.tanh(p) for p in case.a], scale=1.0)


def test_relu_holds_the_number_or_zero(kata):
    for case in cases(a="count"):
        assert_close(kata.run(results_of, "relu", case.a), [max(0.0, p) for p in case.a])


def test_a_result_has_gradient_one_and_passes_it_to_its_summands(kata):
    def one_sum(module, left, right):
        a, b = module.Value(left), module.Value(right)
        total = a + b
        total.backward()
        return [float(value.grad) for value in (total, a, b)]

    assert_close(kata.run(one_sum, 2.0, 3.0), [1.0, 1.0, 1.0])


def test_a_value_used_twice_collects_both_slopes(kata):
    assert_close(kata.run(used_twice, "+", 3.0), 2.0)


def test_a_gradient_is_complete_before_it_is_passed_on(kata):
    def shortcuts(module, number):
        answers = []
        for short_way_first in (True, False):
            x = module.Value(number)
            a = x + 1
            b = a + 2
            y = a + b if short_way_first else b + a
            y.backward()
            answers.append([float(value.grad) for value in (x, a, b, y)])
        return answers

    assert_close(kata.run(shortcuts, 3.0), [[2.0, 2.0, 1.0, 1.0], [2.0, 2.0, 1.0, 1.0]])


def test_each_value_passes_its_gradient_on_once(kata):
    def doubled_thrice(module, number):
        x = module.Value(number)
        a = x + x
        b = a + a
        c = b + b
        c.backward()
        return [float(value.grad) for value in (x, a, b, c)]

    assert_close(kata.run(doubled_thrice, 1.5), [8.0, 4.0, 2.0, 1.0])


def test_a_web_of_sums_counts_every_way(kata):
    def web(module, numbers, pairs):
        leaves = [module.Value(number) for number in numbers]
        nodes = list(leaves)
        for i, j in pairs:
            nodes.append(nodes[i] + nodes[j])
        nodes[-1].backward()
        return [float(leaf.grad) for leaf in leaves]

    for case in cases(x="inputs", sizes={"inputs": (1, 2, 3, 5)}, choose={"sums": (4, 3, 5, 6, 7)}):
        first, last = case.inputs, case.inputs + case.sums
        # Each sum takes the newest number, on one side or the other, and any number before it.
        pairs = [[n - 1, int(case.rng.integers(n))][:: int(case.rng.choice([1, -1]))] for n in range(first, last)]
        ways = [[float(k == leaf) for leaf in range(first)] for k in range(first)]
        for i, j in pairs:
            ways.append([p + q for p, q in zip(ways[i], ways[j], strict=True)])
        assert_close(kata.run(web, case.x, pairs), ways[-1])


def test_backward_starts_afresh(kata):
    def twice(module, number):
        x = module.Value(number)
        a = x + 1
        y = a + x
        y.backward()
        y.backward()
        again = [float(value.grad) for value in (x, a, y)]
        (z := a + 5).backward()
        return again, [float(value.grad) for value in (x, a, z, y)]

    assert_close(kata.run(twice, 4.0), ([2.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]))


def test_backward_from_the_middle_leaves_what_comes_after_alone(kata):
    def middle(module, number):
        x = module.Value(number)
        a = x + 1
        y = a + x
        y.grad = 7.0
        a.backward()
        own = module.Value(number)
        own.backward()
        return [float(value.grad) for value in (x, a, y, own)], [value.data for value in (x, a, y, own)]

    assert_close(kata.run(middle, 2.0), ([1.0, 1.0, 7.0, 1.0], [2.0, 3.0, 5.0, 2.0]))


def test_forty_doublings_take_no_time(kata):
    def doubled(module, number, times):
        x = y = module.Value(number)
        for _ in range(times):
            y = y + y
        y.backward()
        return y.data, float(x.grad)

    assert_close(kata.run(doubled, 1.0, 40), (2.0**40, 2.0**40))


def test_a_long_chain_is_followed_to_its_end(kata):
    def chain(module, number, length):
        x = y = module.Value(number)
        for _ in range(length):
            y = y + x
        y.backward()
        return float(x.grad)

    assert_close(kata.run(chain, 0.5, 298), 299.0)


def test_the_slopes_of_a_product_are_the_other_factor(kata):
    for case in cases(a="count", b="count"):
        crossed = [[q, p] for p, q in zip(case.a, case.b, strict=True)]
        assert_close(kata.run(gradients, "*", ["left", "right"], case.a, case.b), crossed)


def test_a_constant_factor_counts_in_the_slope(kata):
    for case in cases(a="count", b="count"):
        assert_close(kata.run(gradients, "*", ["left"], case.a, case.b), [[q] for q in case.b])
        assert_close(kata.run(gradients, "*", ["right"], case.b, case.a), [[q] for q in case.b])


def test_the_slope_of_minus_a_value_is_minus_one(kata):
    for case in cases(a="count"):
        assert_close(kata.run(gradients_of, "__neg__", case.a), [-1.0] * case.count)


def test_the_slopes_of_a_difference_are_one_and_minus_one(kata):
    for case in cases(a="count", b="count"):
        for wrapped, expected in ((["left", "right"], [1.0, -1.0]), (["left"], [1.0]), (["right"], [-1.0])):
            assert_close(kata.run(gradients, "-", wrapped, case.a, case.b), [expected] * case.count)


def test_a_constant_summand_does_not_change_the_slope(kata):
    for case in cases(a="count", b="count"):
        for wrapped in (["left"], ["right"]):
            assert_close(kata.run(gradients, "+", wrapped, case.a, case.b), [[1.0]] * case.count)


def test_the_slope_of_a_power_follows_the_power_rule(kata):
    for case in cases(a="count", choose={"exponent": (3, 2, -1, -2, 0, 1)}, values=("normal", "negative", "positive")):
        n = case.exponent
        assert_close(kata.run(gradients_of, "__pow__", case.a, n), [n * p ** (n - 1) for p in case.a])
    for case in cases(a="count", choose={"exponent": (0.5, 2.5, -0.5)}, values=("positive",)):
        n = case.exponent
        assert_close(kata.run(gradients_of, "__pow__", case.a, n), [n * p ** (n - 1) for p in case.a])
    assert_close([kata.run(gradients_of, "__pow__", [0.0], n)[0] for n in (1, 2, 2.5, 3)], [1.0, 0.0, 0.0, 0.0])


def test_the_slopes_of_a_quotient_follow_the_quotient_rule(kata):
    for case in cases(a="count", b="count", values=("normal", "negative", "positive")):
        pairs = list(zip(case.a, case.b, strict=True))
        for wrapped, keep in ((["left", "right"], slice(0, 2)), (["left"], slice(0, 1)), (["right"], slice(1, 2))):
            expected = [[1 / q, -p / q**2][keep] for p, q in pairs]
            assert_close(kata.run(gradients, "/", wrapped, case.a, case.b), expected)


def test_the_slope_of_exp_is_exp(kata):
    for case in cases(a="count", scale=(1, 10)):
        assert_close(kata.run(gradients_of, "exp", case.a), [math.exp(p) for p in case.a], terms=100)


def test_the_slope_of_log_is_one_over_the_number(kata):
    for case in cases(a="count", scale=(1, 1e3, 1e-3), values=("positive",)):
        assert_close(kata.run(gradients_of, "log", case.a), [1 / p for p in case.a])


def test_the_slope_of_tanh_is_one_minus_its_square(kata):
    for case in cases(a="count", scale=(1, 10, 1e3)):
        # 1 - y * y loses digits where y is nearly 1, and rightly so: the bound is relative to 1.
        assert_close(kata.run(gradients_of, "tanh", case.a), [1 - math.tanh(p) ** 2 for p in case.a], scale=1.0)


def test_the_slope_of_relu_is_one_above_zero_and_zero_elsewhere(kata):
    by_hand = [-2.0, 0.0, 3.0, -0.0, 1e-300, -1e-300, 5e-324, -5e-324]
    assert_close(kata.run(gradients_of, "relu", by_hand), [0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
    for case in cases(a="count"):
        assert_close(kata.run(gradients_of, "relu", case.a), [1.0 if p > 0 else 0.0 for p in case.a])


def test_a_value_times_itself_collects_both_slopes(kata):
    assert_close(kata.run(used_twice, "*", 3.0), 6.0)


def test_every_operation_adds_its_share_to_what_is_there(kata):
    def shares(module, number):
        answers = []
        for k in range(11):
            x = module.Value(number)
            x.grad = 7.0  # a leftover, which does not count
            made = [x - x, x / x, x + -x, x**3 + x, 2 - x + x, 2 / x + x, (-x).relu()]
            made += [getattr(x, name)() + x for name in ("exp", "log", "tanh", "relu")]
            made[k].backward()
            answers.append(float(x.grad))
        return answers

    functions = [1 + math.exp(2), 1 + 1 / 2, 2 - math.tanh(2) ** 2, 2.0]
    assert_close(kata.run(shares, 2.0), [0.0, 0.0, 0.0, 13.0, 0.0, 0.5, 0.0, *functions], scale=10.0)


def test_a_neuron_has_the_gradient_of_its_formula(kata, expected):
    def neuron(module, weights, inputs, bias):
        w, x, b = [module.Value(v) for v in weights], [module.Value(v) for v in inputs], module.Value(bias)
        total = b
        for weight, number in zip(w, x, strict=True):
            total = total + weight * number
        y = total.tanh()
        y.backward()
        return y.data, [float(v.grad) for v in w], [float(v.grad) for v in x], float(b.grad)

    for case in cases(w="inputs", x="inputs"):
        bias = float(case.rng.normal())
        assert_close(kata.run(neuron, case.w, case.x, bias), expected.neuron(case.w, case.x, bias), scale=10.0)


def test_a_tangle_of_operations_has_the_right_gradient(kata, expected):
    def tangle(module, numbers, recipe):
        leaves = [module.Value(number) for number in numbers]
        nodes = list(leaves)
        for operation, i, j in recipe:
            a, b = nodes[i], nodes[j]
            if operation == 0:
                node = a + b
            elif operation == 1:
                node = 2 - a - b * 3
            elif operation == 2:
                node = (a * b).tanh()
            elif operation == 3:
                node = a / (b * b + 1)
            elif operation == 4:
                node = (-(a**2)).exp() - b
            elif operation == 5:
                node = a.relu() + (1 + b * b).log()
            else:
                node = 1 / (1 + (a - b) ** 2) ** 0.5
            nodes.append(node)
        nodes[-1].backward()
        return nodes[-1].data, [float(leaf.grad) for leaf in leaves]

    # Every operation once; whoever loses one of the ways gets other numbers, and no 0 by chance.
    once = [0.5, -0.25], [[0, 1, 0], [1, 2, 0], [5, 3, 1], [2, 4, 0], [3, 5, 3], [6, 6, 4], [4, 7, 2]]
    assert_close(kata.run(tangle, *once), expected.tangle(*once), scale=10.0)
    for case in cases(x="inputs", sizes={"inputs": (1, 2, 3, 5)}, values=("normal", "negative", "positive")):
        # Each step takes the newest number and any earlier one, so that all of them count and many are used twice.
        recipe = [[int(case.rng.integers(7)), n, int(case.rng.integers(n + 1))] for n in range(case.inputs - 1, 14)]
        truth = expected.tangle(case.x, recipe)
        # Slopes that are large on the way, and cancel, leave a rounding error of their own size.
        assert_close(kata.run(tangle, case.x, recipe), truth, scale=100 * max(1.0, abs(truth[0])))


def test_an_operation_makes_a_new_value_and_leaves_its_operands_alone(kata):
    def operands(module, number):
        x, y = module.Value(number), module.Value(0.5)
        x.grad, y.grad = 7.0, 8.0
        made = [x * y, x - y, x / y, -x, x - 0, x * 1, x / 1, x**1, 0 + x, 1 * x, x.exp(), x.log(), x.tanh(), x.relu()]
        return [value is x or value is y for value in made], [x.data, x.grad, y.data, y.grad]

    assert_equal(kata.run(operands, 2), ([False] * 14, [2.0, 7.0, 0.5, 8.0]))


def test_division_by_zero_is_refused(kata):
    for wrapped in (["left", "right"], ["left"], ["right"]):
        with pytest.raises(ZeroDivisionError):
            kata.run(results, "/", wrapped, [1.0], [0.0])


def test_a_power_that_is_no_real_number_is_refused(kata):
    for base, exponent in ((-8.0, 1 / 3), (-0.25, 0.5), (-2.0, -1.5)):
        with pytest.raises(ValueError):
            kata.run(results_of, "__pow__", [base], exponent)
    with pytest.raises(ZeroDivisionError):
        kata.run(results_of, "__pow__", [0.0], -1)


def test_an_exponent_that_is_a_value_is_refused(kata):
    def power(module, base):
        return (module.Value(base) ** module.Value(2.0)).data

    for base in (3.0, -3.0):
        with pytest.raises(TypeError):
            kata.run(power, base)


def test_the_logarithm_of_nothing_or_less_is_refused(kata):
    for number in (0.0, -1.0):
        with pytest.raises(ValueError):
            kata.run(results_of, "log", [number])


def test_an_exponential_too_large_for_a_float_is_refused(kata):
    with pytest.raises(OverflowError):
        kata.run(results_of, "exp", [1000.0])
