"""Day 8: a table seen from afar: where it lies, how wide it is, and in which directions."""

from __future__ import annotations

import numpy as np


def mean(x: np.ndarray, axis: int = 0) -> np.ndarray:
    """The mean along one axis.

    ``sum_i x[i] / n``.

    Args:
        x: f32 or f64 [..., n, ...]. Left alone.
        axis: The axis that is averaged over. By default the rows: one mean for each column.

    Returns:
        The shape of `x` without that axis, and its dtype. For one axis only: one number.

    Raises:
        ValueError: `axis` is out of range, or has length 0.
    """
    raise NotImplementedError("day 8: mean")


def variance(x: np.ndarray, axis: int = 0, ddof: int = 0) -> np.ndarray:
    """The mean squared distance from the mean, along one axis.

    ``sum_i (x[i] - mean)**2 / (n - ddof)``. Right also where the mean is far larger than the distances from it.

    Args:
        x: f32 or f64 [..., n, ...]. Left alone.
        axis: The axis that is averaged over.
        ddof: What the count is lowered by: 0 for the numbers themselves, 1 to estimate from a sample.

    Returns:
        The shape of `x` without that axis, and its dtype. For one axis only: one number.

    Raises:
        ValueError: `axis` is out of range, or its length is not above `ddof`.
    """
    raise NotImplementedError("day 8: variance")


def covariance(x: np.ndarray, ddof: int = 0) -> np.ndarray:
    """How each two columns of a table vary together.

    ``c[i, j] = sum_r (x[r, i] - mean[i]) * (x[r, j] - mean[j]) / (samples - ddof)``.

    Args:
        x: f32 or f64 [samples, features]: a row a sample. Left alone.
        ddof: As in `variance`.

    Returns:
        [features, features], symmetric, with the dtype of `x`. On its diagonal are the variances of the columns.

    Raises:
        ValueError: `x` has not two axes, or not more than `ddof` rows.
    """
    raise NotImplementedError("day 8: covariance")


def correlation(x: np.ndarray) -> np.ndarray:
    """The covariance of columns that are measured in their own standard deviations.

    ``r[i, j] = c[i, j] / sqrt(c[i, i] * c[j, j])``.

    Args:
        x: f32 or f64 [samples, features]: a row a sample. Left alone.

    Returns:
        [features, features], with the dtype of `x`. Every number lies in [-1, 1], rounding or not.

    Raises:
        ValueError: `x` has not two axes, or all numbers of a column are equal (also: there is one row, or none).
    """
    raise NotImplementedError("day 8: correlation")


def pca(x: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The `k` directions in which a table is widest: principal component analysis.

    The directions are eigenvectors of the covariance (ddof 0) with the largest eigenvalues, widest first.

    Args:
        x: f32 or f64 [samples, features]: a row a sample. Left alone.
        k: How many directions.

    Returns:
        (directions, variances, scores), each with the dtype of `x`. `directions` is [features, k]: a column is a
        direction of length 1, and may point either way. `variances` is [k]: the variance along each, >= 0 and falling.
        `scores` is [samples, k]: the coordinates of the samples, less their mean, along the directions.

    Raises:
        ValueError: `x` has not two axes, or no rows, or `k` is not between 1 and the number of columns.
    """
    raise NotImplementedError("day 8: pca")


class RunningMoments:
    """Mean and variance of numbers that come one at a time and are not kept.

    `count` is how many have come, and `mean` their mean: 0 and 0.0 at the beginning.
    """

    def __init__(self) -> None:
        """Nothing has come yet."""
        raise NotImplementedError("day 8: RunningMoments.__init__")

    def update(self, value: float) -> None:
        """Take one more number in. It takes the same time and memory however many have come."""
        raise NotImplementedError("day 8: RunningMoments.update")

    def variance(self, ddof: int = 0) -> float:
        """The variance of all numbers so far. Right also where the mean is far larger than the distances from it.

        Raises:
            ValueError: Not more than `ddof` numbers have come.
        """
        raise NotImplementedError("day 8: RunningMoments.variance")

    def merge(self, other: RunningMoments) -> RunningMoments:
        """The moments of the numbers of both, as if one had seen them all.

        Args:
            other: Any other, also one that has seen nothing.

        Returns:
            A new object. Neither of the two is changed, now or when the new one is.
        """
        raise NotImplementedError("day 8: RunningMoments.merge")
