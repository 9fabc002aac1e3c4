"""Day 8, worked: everything is a mean of something that was centred first."""

from __future__ import annotations

import numpy as np

import given


def mean(x: np.ndarray, axis: int = 0) -> np.ndarray:
    total = x.sum(axis=axis)  # first: it is NumPy that knows which axes there are
    count = x.shape[axis]
    if count == 0:
        raise ValueError("no numbers, no mean")
    return total / count


def variance(x: np.ndarray, axis: int = 0, ddof: int = 0) -> np.ndarray:
    # Twice through the numbers: first where the middle is, then how far they are from it. The formula that needs one
    # walk, E[x^2] - E[x]^2, subtracts two large numbers that agree in most of their digits.
    middle = np.expand_dims(mean(x, axis), axis)  # an axis of length 1, so that it meets its own slice
    count = x.shape[axis]
    if count <= ddof:
        raise ValueError(f"{count} numbers leave nothing to divide by with ddof {ddof}")
    return ((x - middle) ** 2).sum(axis=axis) / (count - ddof)


def covariance(x: np.ndarray, ddof: int = 0) -> np.ndarray:
    if x.ndim != 2 or len(x) <= ddof:
        raise ValueError(f"shape {x.shape}: expected [samples, features] with more than {ddof} samples")
    centred = x - mean(x)
    # Entry (i, j) is column i times column j: the sum over the samples is the inner length of this product.
    return centred.T @ centred / (len(x) - ddof)


def correlation(x: np.ndarray) -> np.ndarray:
    together = covariance(x)
    # Not "is the variance 0": the mean of three times 0.1 is not quite 0.1, and leaves a variance of rounding errors.
    for column in x.T:
        if (column == column[0]).all():
            raise ValueError("a column whose numbers are all equal varies with nothing")
    spread = np.sqrt(variance(x))
    # Rounding may lead just past 1, where day 4's arccos has no answer.
    return np.clip(together / spread / spread[:, None], -1, 1)


def pca(x: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    values, vectors = given.symmetric_eigen(covariance(x))
    if not 1 <= k <= len(values):
        raise ValueError(f"k is {k}: {len(values)} columns have 1 to {len(values)} directions")
    directions = vectors[:, ::-1][:, :k]  # they rise, and the widest is asked for first
    # A table that is flat in some direction has variance 0 there, which rounding may turn into less.
    return directions, np.maximum(values[::-1][:k], 0), (x - mean(x)) @ directions


class RunningMoments:
    """Welford 1962: it keeps the sum of squared distances from the mean that it has so far."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def update(self, value: float) -> None:
        self.count += 1
        before = value - self.mean
        self.mean += before / self.count
        # One distance from the old mean, one from the new: their product is exactly what the sum of squares gains.
        self.squares += before * (value - self.mean)

    def variance(self, ddof: int = 0) -> float:
        if self.count <= ddof:
            raise ValueError(f"{self.count} numbers leave nothing to divide by with ddof {ddof}")
        return self.squares / (self.count - ddof)

    def merge(self, other: RunningMoments) -> RunningMoments:
        merged = RunningMoments()
        merged.count = self.count + other.count
        if merged.count:
            apart, share = other.mean - self.mean, other.count / merged.count
            merged.mean = self.mean + apart * share
            # Chan, Golub and LeVeque: what both have inside, and what lies between their means.
            merged.squares = self.squares + other.squares + apart**2 * self.count * share
        return merged
