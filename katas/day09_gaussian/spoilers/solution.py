"""Day 9, worked: one bell, in logarithms wherever numbers are multiplied."""

import math

import numpy as np


def erf(x: np.ndarray) -> np.ndarray:
    return np.array([math.erf(number) for number in x.ravel()], dtype=x.dtype).reshape(x.shape)


def distance(x: np.ndarray, mean: float, std: float) -> np.ndarray:
    """How many standard deviations lie between: all three functions of one number begin with it."""
    if not std > 0:  # so that nan is refused as well
        raise ValueError(f"std is {std}: expected a number above 0")
    return (x - mean) / std


def pdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    z = distance(x, mean, std)
    # math.sqrt gives a plain float: a float64 of NumPy's would make float64 of a float32 array.
    return np.exp(-z * z / 2) / (std * math.sqrt(2 * math.pi))


def log_pdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    z = distance(x, mean, std)
    # Not log(pdf): 14 standard deviations away the density is 0 in float32, and log(0) is -inf.
    return -z * z / 2 - math.log(std * math.sqrt(2 * math.pi))


def cdf(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    return (1 + erf(distance(x, mean, std) / math.sqrt(2))) / 2


def sample(rng: np.random.Generator, count: int, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    if not std > 0:
        raise ValueError(f"std is {std}: expected a number above 0")
    # A dart has two coordinates, so half as many darts will do: rounded up, and one number may be left over.
    first, second = rng.random((2, (count + 1) // 2))
    # rng.random may be 0 and is never 1; for log it has to be the other way round.
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    numbers = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
    return mean + std * numbers[:count]


def fit(x: np.ndarray) -> tuple[float, float]:
    if x.size == 0 or (x == x[0]).all():
        raise ValueError("one number, however often, has no width to fit a bell to")
    mean = x.mean()
    # Divided by n: one less would be the better guess of the crowd's variance, but not the most likely bell.
    return mean, np.sqrt(((x - mean) ** 2).mean())


def multivariate_log_pdf(x: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    features = mean.size
    if x.ndim != 2 or mean.shape != x.shape[1:] or covariance.shape != (features, features):
        raise ValueError(f"shapes {x.shape}, {mean.shape} and {covariance.shape} do not go together")
    factor = np.linalg.cholesky(covariance)  # refuses what is not positive definite, with a kind of ValueError
    # mean + factor @ z makes such points of independent z. Back to z, then, where densities are simply multiplied.
    z = np.linalg.solve(factor, (x - mean).T)
    # log det(covariance) / 2 = log det(factor): the logarithms are added, so nothing can underflow.
    widths = np.log(factor.diagonal()).sum()
    return -(z * z).sum(axis=0) / 2 - widths - features * math.log(2 * math.pi) / 2
