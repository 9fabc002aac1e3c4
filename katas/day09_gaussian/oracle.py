"""The truth: SciPy is not needed for it, the formulas are; beside each, what its rounding errors are relative to."""

import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])
TWO_PI = 2 * np.pi


def pdf(x, mean=0.0, std=1.0):
    return np.exp(-(((x - mean) / std) ** 2) / 2) / np.sqrt(TWO_PI * std**2)


def log_pdf(x, mean=0.0, std=1.0):
    return -(((x - mean) / std) ** 2 + np.log(TWO_PI * std**2)) / 2


def cdf(x, mean=0.0, std=1.0):
    return (1 + erf((x - mean) / (std * np.sqrt(2)))) / 2


def _moved(x, mean, std):
    """How far z moves, in rounding units: its own rounding, and that of what it is the difference of."""
    return np.abs((x - mean) / std) + (np.abs(x) + abs(mean)) / std


def log_pdf_error_scale(x, mean=0.0, std=1.0):
    z = (x - mean) / std
    return 1, 1 + abs(np.log(std)) + z**2 / 2 + np.abs(z) * _moved(x, mean, std)


def pdf_error_scale(x, mean=0.0, std=1.0):
    """The density, times how far its logarithm moves."""
    return 1, pdf(x, mean, std) * log_pdf_error_scale(x, mean, std)[1]


def cdf_error_scale(x, mean=0.0, std=1.0):
    """A rounding of numbers up to 1, and how far z moves, times the slope there."""
    return 1, 1 + pdf((x - mean) / std) * _moved(x, mean, std)


def fit(x):
    mean = x.sum() / x.size
    return mean, np.sqrt(((x - mean) ** 2).sum() / x.size)


def fit_error_scale(x):
    """A distance is off by a rounding of the largest number; a root halves what its variance is off by."""
    mean, std = fit(x)
    largest = np.abs(x).max()
    off = ((x - mean) ** 2 + 2 * np.abs(x - mean) * largest + 1e-6 * largest**2).mean()
    return [(x.size, np.abs(x).mean()), (x.size, off / (2 * std))]


def multivariate_log_pdf(x, mean, covariance):
    """In units of each number's own spread: the eigenvalues of the correlation are near to each other."""
    spread = np.sqrt(covariance.diagonal())
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    along = (x - mean) / spread @ vectors
    determinant = np.log(values).sum() + 2 * np.log(spread).sum()
    return -(len(mean) * np.log(TWO_PI) + determinant + (along**2 / values).sum(axis=1)) / 2


def multivariate_log_pdf_error_scale(x, mean, covariance):
    """The three terms; what rounding the distance does to the last; and what it does to both others that the factor's
    square is off, entry by entry, by a rounding of what stands on the diagonal (Higham 2002, section 10.1)."""
    features, distance, spread = len(mean), x - mean, np.sqrt(covariance.diagonal())
    inverse = np.linalg.inv(covariance)
    pulled = np.abs(distance @ inverse)
    determinant = np.abs(np.log(spread)).sum() + (np.abs(inverse) * np.outer(spread, spread)).sum()
    square = (distance * (distance @ inverse)).sum(axis=1) + (pulled * (np.abs(x) + np.abs(mean))).sum(axis=1)
    return features, features + determinant + square + (pulled @ spread) ** 2
