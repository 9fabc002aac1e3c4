"""Day 9: known wrong densities, shares, samples and fits."""

import math

import numpy as np

import kata
from nnkata_plugin.check import fault

ROOT_TWO_PI = math.sqrt(2 * math.pi)


def refuse(std):
    """What the worked solution refuses, so that a fault is rejected for its own mistake."""
    if not std > 0:
        raise ValueError("std")


def refuse_equal(x):
    if x.size == 0 or (x == x[0]).all():
        raise ValueError("no width")


def refuse_misfits(x, mean, covariance):
    if x.ndim != 2 or mean.shape != x.shape[1:] or covariance.shape != (mean.size, mean.size):
        raise ValueError("shapes")
    return np.linalg.cholesky(covariance)


@fault("pdf", lesson="Shift and stretch")
def takes_std_for_the_variance(x, mean=0.0, std=1.0):
    """Takes the standard deviation for the variance: it is missing its square."""
    refuse(std)
    return np.exp(-((x - mean) ** 2) / (2 * std)) / math.sqrt(2 * math.pi * std)


@fault("pdf", lesson="Why a bell")
def forgets_two_pi(x, mean=0.0, std=1.0):
    """Forgets the root of 2 pi: the area under the curve is not 1."""
    refuse(std)
    return np.exp(-(((x - mean) / std) ** 2) / 2) / std


@fault("pdf", lesson="Shift and stretch")
def forgets_to_lower_what_it_stretches(x, mean=0.0, std=1.0):
    """Does not divide by the standard deviation: a bell twice as wide is half as high."""
    refuse(std)
    return np.exp(-(((x - mean) / std) ** 2) / 2) / ROOT_TWO_PI


@fault("pdf", lesson="Why a bell")
def forgets_the_half(x, mean=0.0, std=1.0):
    """Forgets to halve the square in the exponent: the bell is too narrow."""
    refuse(std)
    return np.exp(-(((x - mean) / std) ** 2)) / (std * ROOT_TWO_PI)


@fault("pdf", lesson="Why a bell")
def takes_no_root_of_two_pi(x, mean=0.0, std=1.0):
    """Divides by 2 pi, not by its root: that is right for darts in a plane, and this is a line."""
    refuse(std)
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * 2 * math.pi)


@fault("pdf", lesson="Why a bell")
def does_not_square(x, mean=0.0, std=1.0):
    """Falls with the distance, not with its square."""
    refuse(std)
    return np.exp(-np.abs((x - mean) / std) / 2) / (std * ROOT_TWO_PI)


@fault("log_pdf", lesson="The logarithm")
def takes_the_log_of_an_underflowed_density(x, mean=0.0, std=1.0):
    """Becomes infinite: the density was rounded to 0 before its logarithm was taken."""
    refuse(std)
    with np.errstate(divide="ignore"):
        return np.log(kata.pdf(x, mean, std))


@fault("log_pdf", lesson="The logarithm")
def hides_the_zero_behind_a_small_number(x, mean=0.0, std=1.0):
    """Adds a small number before the logarithm: every density below it gets the same answer."""
    refuse(std)
    return np.log(kata.pdf(x, mean, std) + x.dtype.type(1e-30))


@fault("log_pdf", lesson="The logarithm")
def forgets_the_logarithm_of_two_pi(x, mean=0.0, std=1.0):
    """Forgets the 2 pi: its logarithm is a constant, but it belongs to the answer."""
    refuse(std)
    return -(((x - mean) / std) ** 2) / 2 - math.log(std)


@fault("log_pdf", lesson="The logarithm")
def forgets_the_logarithm_of_the_width(x, mean=0.0, std=1.0):
    """Forgets what the width does to the height: then the widest bell would always be the likeliest."""
    refuse(std)
    return -(((x - mean) / std) ** 2) / 2 - math.log(ROOT_TWO_PI)


@fault("log_pdf", lesson="Shift and stretch")
def takes_the_logarithm_with_std_for_the_variance(x, mean=0.0, std=1.0):
    """Takes the standard deviation for the variance: it is missing its square."""
    refuse(std)
    return -((x - mean) ** 2) / (2 * std) - math.log(2 * math.pi * std) / 2


@fault("log_pdf", lesson="The logarithm")
def adds_what_it_has_to_take_away(x, mean=0.0, std=1.0):
    """Adds the logarithm of what the density is divided by: a quotient becomes a difference."""
    refuse(std)
    return -(((x - mean) / std) ** 2) / 2 + math.log(std * ROOT_TWO_PI)


@fault("log_pdf", lesson="The logarithm")
def does_not_halve_the_logarithm_of_two_pi(x, mean=0.0, std=1.0):
    """Takes the logarithm of 2 pi whole: the density is divided by the root of it, and a root halves a logarithm."""
    refuse(std)
    return -(((x - mean) / std) ** 2) / 2 - math.log(std) - math.log(2 * math.pi)


@fault("cdf", lesson="The share up to x")
def forgets_the_root_of_two(x, mean=0.0, std=1.0):
    """Hands z itself to erf, which belongs to a narrower bell: it has no 2 in its exponent."""
    refuse(std)
    return (1 + kata.erf((x - mean) / std)) / 2


@fault("cdf", lesson="The share up to x")
def runs_from_minus_one(x, mean=0.0, std=1.0):
    """Runs from -1 to 1 as erf does: a share runs from 0 to 1."""
    refuse(std)
    return kata.erf((x - mean) / (std * math.sqrt(2)))


@fault("cdf", lesson="The share up to x")
def gives_the_share_above(x, mean=0.0, std=1.0):
    """Gives the share above x: it falls where it should rise."""
    refuse(std)
    return (1 - kata.erf((x - mean) / (std * math.sqrt(2)))) / 2


@fault("cdf", lesson="Shift and stretch")
def stretches_by_the_root_of_std(x, mean=0.0, std=1.0):
    """Takes the standard deviation for the variance: it divides by its root."""
    refuse(std)
    return (1 + kata.erf((x - mean) / math.sqrt(2 * std))) / 2


def darts(rng, count):
    first, second = rng.random((2, (count + 1) // 2))
    return np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second, first


def both(radius, angle, count):
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]


@fault("sample", lesson="Numbers from darts")
def takes_the_logarithm_of_nought(rng, count, mean=0.0, std=1.0):
    """Draws an infinite number when the uniform one is 0, which `rng.random` may return; 1 it never returns."""
    refuse(std)
    first, second = rng.random((2, (count + 1) // 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return mean + std * both(np.sqrt(-2 * np.log(first)), 2 * np.pi * second, count)


@fault("sample", lesson="Numbers from darts")
def goes_half_round(rng, count, mean=0.0, std=1.0):
    """Goes half round only: the angle has to reach 2 pi, or no dart falls below the middle."""
    refuse(std)
    radius, angle, _ = darts(rng, count)
    return mean + std * both(radius, angle / 2, count)


@fault("sample", lesson="Numbers from darts")
def forgets_the_two_under_the_root(rng, count, mean=0.0, std=1.0):
    """Draws radii that are too short: half of the squared radius is what has the logarithm."""
    refuse(std)
    radius, angle, _ = darts(rng, count)
    return mean + std * both(radius / math.sqrt(2), angle, count)


@fault("sample", lesson="Numbers from darts")
def takes_angle_and_radius_from_one_number(rng, count, mean=0.0, std=1.0):
    """Makes angle and radius of one and the same uniform number: a dart needs two."""
    refuse(std)
    radius, _, first = darts(rng, count)
    return mean + std * both(radius, 2 * np.pi * first, count)


@fault("sample", lesson="Numbers from darts")
def uses_each_dart_twice(rng, count, mean=0.0, std=1.0):
    """Returns the same numbers twice: a dart has two coordinates, and they differ."""
    refuse(std)
    radius, angle, _ = darts(rng, count)
    return mean + std * np.concatenate([radius * np.cos(angle)] * 2)[:count]


@fault("sample", lesson="Numbers from darts")
def stretches_by_the_variance(rng, count, mean=0.0, std=1.0):
    """Stretches by the variance, not by the standard deviation."""
    refuse(std)
    radius, angle, _ = darts(rng, count)
    return mean + std**2 * both(radius, angle, count)


@fault("sample", lesson="Shift and stretch")
def shifts_before_it_stretches(rng, count, mean=0.0, std=1.0):
    """Shifts first and stretches the shift as well: the middle does not lie at the mean."""
    refuse(std)
    radius, angle, _ = darts(rng, count)
    return (mean + both(radius, angle, count)) * std


@fault("sample", lesson="Numbers from darts")
def draws_an_even_number_only(rng, count, mean=0.0, std=1.0):
    """Draws one number too few where the count is odd: half a dart is rounded down."""
    refuse(std)
    first, second = rng.random((2, count // 2))
    return mean + std * both(np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second, count)


@fault("fit", lesson="Which bell fits")
def divides_by_one_less(x):
    """Divides by n - 1: that estimates the crowd's variance without bias, but the likeliest bell divides by n."""
    refuse_equal(x)
    return x.mean(), x.std(ddof=1)


@fault("fit", lesson="Which bell fits")
def returns_the_variance(x):
    """Returns the variance: the standard deviation is its root."""
    refuse_equal(x)
    return x.mean(), x.var()


@fault("fit", lesson="Which bell fits")
def measures_from_nought(x):
    """Measures the width from 0, not from the mean."""
    refuse_equal(x)
    return x.mean(), np.sqrt((x**2).mean())


@fault("fit", lesson="Which bell fits")
def averages_the_distances(x):
    """Averages the distances from the mean: their squares have to be averaged, and then the root taken."""
    refuse_equal(x)
    return x.mean(), np.abs(x - x.mean()).mean()


@fault("fit", lesson="Which bell fits")
def fits_a_bell_to_equal_numbers(x):
    """Fits a bell to numbers that are all equal: no width is the best one, each narrower bell is likelier."""
    if x.size == 0:
        raise ValueError("no numbers")
    return x.mean(), np.sqrt(((x - x.mean()) ** 2).mean())


def parts(x, mean, covariance):
    """The squared distance, half the logarithm of the determinant, half the constant."""
    factor = refuse_misfits(x, mean, covariance)
    z = np.linalg.solve(factor, (x - mean).T)
    return (z * z).sum(axis=0), np.log(factor.diagonal()).sum(), mean.size * math.log(2 * math.pi) / 2


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def takes_the_log_of_a_lost_determinant(x, mean, covariance):
    """Takes the logarithm of a determinant that underflowed or overflowed: a product of many factors may."""
    square, _, constant = parts(x, mean, covariance)
    with np.errstate(all="ignore"):
        widths = np.log(np.linalg.det(covariance)) / 2
    return (-square / 2 - widths - constant).astype(x.dtype)


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def counts_the_determinant_twice(x, mean, covariance):
    """Takes the logarithm of the covariance's determinant whole: its root is in the density, and that halves it."""
    square, widths, constant = parts(x, mean, covariance)
    return -square / 2 - 2 * widths - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def halves_the_determinant_twice(x, mean, covariance):
    """Halves the logarithm of the factor's determinant: that one is half of the covariance's already."""
    square, widths, constant = parts(x, mean, covariance)
    return -square / 2 - widths / 2 - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def forgets_the_determinant(x, mean, covariance):
    """Forgets the determinant: a bell that covers more space is lower."""
    square, _, constant = parts(x, mean, covariance)
    return -square / 2 - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def counts_two_pi_once(x, mean, covariance):
    """Has 2 pi once: each of the numbers brings a factor of its own."""
    square, widths, _ = parts(x, mean, covariance)
    return -square / 2 - widths - math.log(2 * math.pi) / 2


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def forgets_two_pi_altogether(x, mean, covariance):
    """Has no 2 pi: each of the numbers brings a factor of its own."""
    square, widths, _ = parts(x, mean, covariance)
    return -square / 2 - widths


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def forgets_to_halve_the_square(x, mean, covariance):
    """Forgets to halve the squared distance in the exponent."""
    square, widths, constant = parts(x, mean, covariance)
    return -square - widths - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def turns_the_factor(x, mean, covariance):
    """Solves with the factor turned over: points are made by the lower triangle, so it is the one to be undone."""
    _, widths, constant = parts(x, mean, covariance)
    z = np.linalg.solve(np.linalg.cholesky(covariance).T, (x - mean).T)
    return -(z * z).sum(axis=0) / 2 - widths - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def multiplies_where_it_should_solve(x, mean, covariance):
    """Multiplies by the factor, where its work has to be undone: far in a wide direction is not far."""
    _, widths, constant = parts(x, mean, covariance)
    z = np.linalg.cholesky(covariance) @ (x - mean).T
    return -(z * z).sum(axis=0) / 2 - widths - constant


@fault("multivariate_log_pdf", lesson="Several numbers at once")
def ignores_what_varies_together(x, mean, covariance):
    """Looks at the diagonal of the covariance only, as if the numbers were independent."""
    refuse_misfits(x, mean, covariance)
    variances = covariance.diagonal()
    return -((x - mean) ** 2 / variances + np.log(x.dtype.type(2 * math.pi) * variances)).sum(axis=1) / 2
