"""Day 9: the bell. How likely a number is, how to draw such numbers, and which bell fits those that one has."""

import math

import numpy as np


def erf(x: np.ndarray) -> np.ndarray:
    """Given: the error function, number by number; NumPy has none. From -1 on the left to 1 on the right, 0 at 0."""
    return np.array([math.erf(number) for number in x.ravel()], dtype=x.dtype).reshape(x.shape)


def pdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """The density of the normal distribution.

    ``exp(-z**2 / 2) / (std * sqrt(2 pi))`` with ``z = (x - mean) / std``.

    Args:
        x: f32 or f64, any shape. Left alone.
        mean: Where the bell has its top.
        std: Its standard deviation, > 0.

    Returns:
        Same shape and dtype as `x`. A new array.

    Raises:
        ValueError: `std` is not above 0.
    """
    raise NotImplementedError("day 9: pdf")


def log_pdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """The natural logarithm of `pdf`, also where the density is too small to be written down.

    Args:
        x: f32 or f64, any shape. Left alone.
        mean: Where the bell has its top.
        std: Its standard deviation, > 0.

    Returns:
        Same shape and dtype as `x`. A new array.

    Raises:
        ValueError: `std` is not above 0.
    """
    raise NotImplementedError("day 9: log_pdf")


def cdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """The share of all numbers that are at most `x`.

    ``(1 + erf(z / sqrt(2))) / 2`` with ``z = (x - mean) / std``.

    Args:
        x: f32 or f64, any shape. Left alone.
        mean: Where the bell has its top.
        std: Its standard deviation, > 0.

    Returns:
        Same shape and dtype as `x`, from 0 to 1. A new array.

    Raises:
        ValueError: `std` is not above 0.
    """
    raise NotImplementedError("day 9: cdf")


def sample(rng: np.random.Generator, count: int, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """Draw independent numbers from the normal distribution, by Box and Muller's method.

    All randomness comes from `rng.random`, whose numbers lie in [0, 1): 0 may occur, 1 may not. A sample costs one of
    them; if `count` is odd, one more may be drawn.

    Args:
        rng: The generator. Its state moves on.
        count: How many numbers, even or odd, or none.
        mean: Where the bell has its top.
        std: Its standard deviation, > 0.

    Returns:
        f64[count], all finite.

    Raises:
        ValueError: `std` is not above 0.
    """
    raise NotImplementedError("day 9: sample")


def fit(x: np.ndarray) -> tuple[float, float]:
    """The bell under which the numbers are most likely: maximum likelihood.

    ``mean = sum_i x[i] / n`` and ``std = sqrt(sum_i (x[i] - mean)**2 / n)``.

    Args:
        x: f32 or f64 [n]. Left alone.

    Returns:
        (mean, std): floats or NumPy scalars.

    Raises:
        ValueError: There are no numbers, or all are equal: then the likelihood grows for ever as `std` falls.
    """
    raise NotImplementedError("day 9: fit")


def multivariate_log_pdf(x: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """The logarithm of the density of a bell over several numbers at once.

    ``-(features * log(2 pi) + log(det(covariance)) + d @ inverse(covariance) @ d) / 2`` with ``d = x[r] - mean``, for
    each row r. `np.linalg.cholesky` gives the factor of the covariance.

    Args:
        x: f32 or f64 [samples, features]: a row a point. Left alone.
        mean: [features], with the dtype of `x`. Left alone.
        covariance: [features, features], symmetric, with the dtype of `x`. Left alone.

    Returns:
        [samples], with the dtype of `x`. Right also where the determinant is too small or too large to be written down.

    Raises:
        ValueError: Shapes that do not fit, or a covariance that is not positive definite.
    """
    raise NotImplementedError("day 9: multivariate_log_pdf")
