"""Day 11: known wrong steps, differences and rules."""

import math

import numpy as np

import kata
from nnkata_plugin.check import fault

STEP, RULES = kata.step, kata.derivatives_of


def refuse(x, axes=None):
    """What the worked solution refuses, so that a fault is rejected for its own mistake."""
    if x.dtype.kind != "f" or axes not in (None, x.ndim):
        raise ValueError("x")


@fault("step", lesson="How small?")
def takes_the_square_root(x):
    """Takes the square root of eps: that is the step of the one-sided difference."""
    refuse(x)
    return np.sqrt(np.finfo(x.dtype).eps) * np.maximum(1, np.abs(x))


@fault("step", lesson="How small?")
def takes_the_step_of_float64_everywhere(x):
    """Takes the step of float64 whatever the dtype: in float32, which is coarser, next to nothing moves."""
    refuse(x)
    return (np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1, np.abs(x))).astype(x.dtype)


@fault("step", lesson="How small?")
def steps_by_eps(x):
    """Steps by eps itself, from 1 to the very next float: then the difference is nothing but rounding."""
    refuse(x)
    return np.finfo(x.dtype).eps * np.maximum(1, np.abs(x))


@fault("step", lesson="How small?")
def steps_alike_everywhere(x):
    """Takes the same step for all numbers: large floats lie farther apart, and need a longer one."""
    refuse(x)
    return np.full_like(x, np.finfo(x.dtype).eps ** (1 / 3))


@fault("step", lesson="How small?")
def has_no_step_at_nought(x):
    """Has no step at 0: it is relative to the number, and something has to be the least."""
    refuse(x)
    return np.finfo(x.dtype).eps ** (1 / 3) * np.abs(x)


@fault("step", lesson="How small?")
def forgets_the_sign(x):
    """Does not look at the size of a negative number: -1000 is as large as 1000."""
    refuse(x)
    return np.finfo(x.dtype).eps ** (1 / 3) * np.maximum(1, x)


@fault("derivative", lesson="To both sides")
def goes_forward_only(f, x, h=None):
    """Looks forward only, (f(x + h) - f(x)) / h: its error falls with h, that of the central one with h squared."""
    refuse(x)
    h = kata.step(x) if h is None else h
    return ((f(x + h) - f(x)) / ((x + h) - x)).astype(x.dtype)


@fault("derivative", lesson="To both sides")
def goes_backward_only(f, x, h=None):
    """Looks backward only: its error falls with h, that of the central one with h squared."""
    refuse(x)
    h = kata.step(x) if h is None else h
    return ((f(x) - f(x - h)) / (x - (x - h))).astype(x.dtype)


@fault("derivative", lesson="To both sides")
def divides_by_h(f, x, h=None):
    """Divides by h: from x - h to x + h it is twice as far."""
    refuse(x)
    h = kata.step(x) if h is None else h
    return ((f(x + h) - f(x - h)) / h).astype(x.dtype)


@fault("derivative", lesson="To both sides")
def goes_the_wrong_way(f, x, h=None):
    """Subtracts the later value from the earlier one: where the curve rises, the slope comes out negative."""
    refuse(x)
    h = kata.step(x) if h is None else h
    return ((f(x - h) - f(x + h)) / (2 * h)).astype(x.dtype)


@fault("derivative", lesson="How small?")
def takes_too_small_a_step(f, x, h=None):
    """Takes a step so small that rounding is most of the difference: smaller is not better."""
    refuse(x)
    h = np.finfo(x.dtype).eps * 16 * np.maximum(1, np.abs(x)) if h is None else h
    return ((f(x + h) - f(x - h)) / ((x + h) - (x - h))).astype(x.dtype)


@fault("derivative", lesson="How small?")
def takes_a_hundredth_whatever_the_dtype(f, x, h=None):
    """Takes a step so large that the curve bends within it: one step cannot be right for both dtypes."""
    refuse(x)
    h = x.dtype.type(0.01) if h is None else h
    return ((f(x + h) - f(x - h)) / ((x + h) - (x - h))).astype(x.dtype)


@fault("derivative", lesson="To both sides")
def ignores_the_step_it_is_given(f, x, h=None):
    """Takes its own step even if one is handed in."""
    h = kata.step(x)
    return ((f(x + h) - f(x - h)) / ((x + h) - (x - h))).astype(x.dtype)


def measured(f, x, move, divide=None, both=True):
    """A gradient with one place left open: `move(array, place, way)` goes up or down."""
    slopes = np.empty_like(x)
    h = kata.step(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        move(up, place, h)
        if both:
            move(down, place, -h)
        far = (up - down)[place] if divide is None else divide(h[place])
        slopes[place] = (f(up) - f(down)) / far
    return slopes


def one(array, place, h):
    array[place] += h[place]


@fault("gradient", lesson="Many numbers")
def changes_its_argument(f, x):
    """Leaves its steps in the caller's array: `x[i] += h` writes into what was handed in."""
    slopes, h = np.empty_like(x), kata.step(x)
    for place in np.ndindex(x.shape):
        x[place] += h[place]
        up = f(x)
        x[place] -= 2 * h[place]
        slopes[place] = (up - f(x)) / (2 * h[place])
    return slopes


@fault("gradient", lesson="Many numbers")
def puts_back_almost_what_was_there(f, x):
    """Moves the caller's numbers and takes the step off again: what was rounded on the way does not come back."""
    slopes, h = np.empty_like(x), kata.step(x)
    for place in np.ndindex(x.shape):
        x[place] += h[place]
        up = f(x)
        x[place] -= 2 * h[place]
        slopes[place] = (up - f(x)) / (2 * h[place])
        x[place] += h[place]
    return slopes


@fault("gradient", lesson="Many numbers")
def keeps_the_steps_of_the_numbers_before(f, x):
    """Still has the steps of the earlier numbers in its copies: each number starts from x itself."""
    slopes, h = np.empty_like(x), kata.step(x)
    up, down = x.copy(), x.copy()
    for place in np.ndindex(x.shape):
        up[place] += h[place]
        down[place] -= h[place]
        slopes[place] = (f(up) - f(down)) / (up[place] - down[place])
    return slopes


@fault("gradient", lesson="Many numbers")
def moves_all_numbers_at_once(f, x):
    """Moves all numbers at once: each has a slope of its own, with the others held still."""

    def move(array, place, h):
        array += h

    return measured(f, x, move)


@fault("gradient", lesson="To both sides")
def looks_forward_only_in_the_gradient(f, x):
    """Looks forward only: its error falls with h, that of the central difference with h squared."""
    return measured(f, x, one, both=False)


@fault("gradient", lesson="To both sides")
def divides_the_gradient_by_h(f, x):
    """Divides by h: from x - h to x + h it is twice as far."""
    return measured(f, x, one, divide=lambda h: h)


@fault("gradient", lesson="How small?")
def takes_one_step_for_all_numbers(f, x):
    """Takes the longest step for all numbers: each has its own, by its own size."""
    refuse(x)
    slopes, h = np.empty_like(x), np.full_like(x, kata.step(x).max())
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h[place]
        down[place] -= h[place]
        slopes[place] = (f(up) - f(down)) / (up - down)[place]
    return slopes


def columns_of(f, x, both=True, far=None):
    refuse(x, 1)
    h, columns = kata.step(x), []
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h[i]
        if both:
            down[i] -= h[i]
        columns.append((f(up) - f(down)) / (up[i] - down[i] if far is None else far(h[i])))
    return columns


@fault("jacobian", lesson="Many numbers")
def turns_the_jacobian_over(f, x):
    """Has a row for each input: a row belongs to an output, and is its gradient."""
    return np.stack(columns_of(f, x)).astype(x.dtype)


@fault("jacobian", lesson="Many numbers")
def reads_the_jacobian_in_the_wrong_order(f, x):
    """Has the right shape with the numbers in the wrong places: reshape does not turn a table over."""
    columns = np.stack(columns_of(f, x))
    return columns.reshape(columns.shape[::-1]).astype(x.dtype)


@fault("jacobian", lesson="Many numbers")
def adds_the_outputs_up(f, x):
    """Adds the outputs up before it takes their slopes: each output has a row of its own."""
    jacobian = np.stack(columns_of(f, x), axis=1)
    return np.broadcast_to(jacobian.sum(axis=0), jacobian.shape).astype(x.dtype)


@fault("jacobian", lesson="To both sides")
def looks_forward_only_in_the_jacobian(f, x):
    """Looks forward only: its error falls with h, that of the central difference with h squared."""
    return np.stack(columns_of(f, x, both=False), axis=1).astype(x.dtype)


@fault("jacobian", lesson="To both sides")
def divides_the_jacobian_by_h(f, x):
    """Divides by h: from x - h to x + h it is twice as far."""
    return np.stack(columns_of(f, x, far=lambda h: h), axis=1).astype(x.dtype)


@fault("derivatives_of", lesson="Sums and powers")
def keeps_the_constant(name, x):
    """Keeps the constant of the polynomial: what does not move has no slope."""
    return RULES(name, x) + (2 if name == "polynomial" else 0)


@fault("derivatives_of", lesson="Sums and powers")
def keeps_the_exponent(name, x):
    """Brings the exponent of x^3 down in front, and leaves it above as well."""
    return 3 * x**3 - 4 if name == "polynomial" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def drops_the_second_term(name, x):
    """Has one term for the product: while the first factor moves, the second one moves, too."""
    return 2 * x * np.sin(x) if name == "product" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def drops_the_first_term(name, x):
    """Has one term for the product: while the second factor moves, the first one moves, too."""
    return x**2 * np.cos(x) if name == "product" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def multiplies_the_slopes(name, x):
    """Multiplies the slopes of the two factors: the slope of a product is a sum of two products."""
    return 2 * x * np.cos(x) if name == "product" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def takes_minus_cosine_for_the_slope_of_sine(name, x):
    """Takes the slope of the sine with a minus: it is the cosine whose slope has one."""
    return 2 * x * np.sin(x) - x**2 * np.cos(x) if name == "product" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def lets_the_denominator_push_upwards(name, x):
    """Adds the two terms of the quotient: a denominator that grows makes it smaller."""
    return (1 + 3 * x**2) / (1 + x**2) ** 2 if name == "quotient" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def does_not_square_the_denominator(name, x):
    """Divides only once by the denominator of the quotient."""
    return (1 - x**2) / (1 + x**2) if name == "quotient" else RULES(name, x)


@fault("derivatives_of", lesson="Products and quotients")
def divides_the_slopes(name, x):
    """Divides the slope of the numerator by that of the denominator: a quotient has a rule of its own."""
    with np.errstate(divide="ignore"):
        return 1 / (2 * x) if name == "quotient" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def forgets_the_inner_slope_of_the_bell(name, x):
    """Takes the bell for its own slope, as exp(x) is: what stands in the exponent has a slope, too."""
    return kata.bell(x) if name == "bell" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def lets_the_bell_climb(name, x):
    """Lost the minus of the exponent of the bell: to the right of its top it falls."""
    return x * kata.bell(x) if name == "bell" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def forgets_the_inner_slope_of_the_logarithm(name, x):
    """Stops at 1 / (1 + x^2): what stands inside of the logarithm has a slope, too."""
    return 1 / (1 + x**2) if name == "logarithm" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def forgets_the_inner_slope_of_the_root(name, x):
    """Stops at 1 / (2 root): what stands under the root has a slope, too."""
    return 1 / (2 * kata.root(x)) if name == "root" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def forgets_the_half_of_the_root(name, x):
    """Lost the half of the root: it is the power 1/2, and that comes down in front."""
    return 2 * x / kata.root(x) if name == "root" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def takes_the_power_rule_for_the_exponent(name, x):
    """Uses the power rule on 2^x, where it is the exponent that moves, not the base."""
    return x * 2 ** (x - 1) if name == "doubling" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def takes_two_for_e(name, x):
    """Takes 2^x for its own slope: only the powers of e are that. Write 2 as a power of e."""
    return kata.doubling(x) if name == "doubling" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def counts_the_doubling_in_powers_of_ten(name, x):
    """Multiplies 2^x by the common logarithm of 2: exp goes with the natural one."""
    return kata.doubling(x) * math.log10(2) if name == "doubling" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def lets_the_sigmoid_fall(name, x):
    """Lost one of the two minus signs of the sigmoid: it rises everywhere."""
    return -RULES(name, x) if name == "sigmoid" else RULES(name, x)


@fault("derivatives_of", lesson="One inside the other")
def forgets_the_exponential_inside_the_sigmoid(name, x):
    """Stops at the square of the sigmoid: the exponential in its denominator has a slope, too."""
    return kata.sigmoid(x) ** 2 if name == "sigmoid" else RULES(name, x)
