"""The truth for what has no kernel: written out as sums of products of differences, row by row."""

import numpy as np


def mean(x, axis=0):
    return np.moveaxis(x, axis, 0).sum(axis=0) / x.shape[axis]


def mean_error_scale(x, axis=0):
    return x.shape[axis], np.abs(x).sum(axis=axis) / x.shape[axis]


def _differences(x):
    return x - mean(x)


def covariance(x, ddof=0):
    return sum(np.outer(row, row) for row in _differences(x)) / (len(x) - ddof)


def covariance_error_scale(x, ddof=0):
    """A difference is off by a rounding of the column's largest number; the product of two, by either's."""
    differences, largest = np.abs(_differences(x)), np.abs(x).max(axis=0)
    sums = differences.T @ differences + len(x) * 1e-6 * np.outer(largest, largest)
    for one in (differences.sum(axis=0)[:, None] * largest, largest[:, None] * differences.sum(axis=0)):
        sums = sums + one
    return len(x), sums / (len(x) - ddof)


def correlation(x):
    c = covariance(x)
    return c / np.sqrt(np.outer(c.diagonal(), c.diagonal()))


def correlation_error_scale(x):
    """1, and for each of the two columns a rounding of its largest number beside its standard deviation."""
    off = np.abs(x).max(axis=0) / np.sqrt(covariance(x).diagonal())
    return len(x), 1 + off[:, None] + off


def pca(x, k):
    values, vectors = np.linalg.eigh(covariance(x))
    directions = vectors[:, ::-1][:, :k]
    return directions, values[::-1][:k].clip(0), _differences(x) @ directions


def pca_error_scale(x, k):
    """Eigenvalues move as far as the matrix does (Weyl); the directions are numbers up to 1."""
    terms, scale = covariance_error_scale(x)
    size = np.linalg.norm(scale, 2)
    return [(terms, 1.0), (terms, size), (terms, np.linalg.norm(x, axis=1).max())]


def pca_condition(x, k):
    """A direction turns by the change of the matrix over the distance to the next eigenvalue (Davis and Kahan)."""
    _, scale = covariance_error_scale(x)
    values = np.linalg.eigvalsh(covariance(x))[::-1]
    apart = np.abs(values[:, None] - values) + np.where(np.eye(len(values)), np.inf, 0)
    turn = np.linalg.norm(scale, 2) / np.maximum(apart.min(axis=1, initial=np.inf)[:k], 1e-300)
    turn = np.where(np.isfinite(turn), turn, 0)
    return [turn, 1.0, 1 + turn]
