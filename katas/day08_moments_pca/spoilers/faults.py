"""Day 8: known wrong means, variances, covariances, correlations, principal components and running moments."""

import numpy as np

import given
import kata
from nnkata_plugin.check import fault


def refuse(x, axis=0, ddof=0):
    """What the worked solution refuses, so that a fault is rejected for its own mistake."""
    x.sum(axis=axis)
    if x.shape[axis] <= ddof:
        raise ValueError("too few numbers")


def refuse_no_table(x, ddof=0):
    if x.ndim != 2 or len(x) <= ddof:
        raise ValueError("no table")


def refuse_constant(x):
    refuse_no_table(x)
    if (x == x[0]).all(axis=0).any():
        raise ValueError("a constant column")


def refuse_directions(x, k):
    refuse_no_table(x)
    if not 1 <= k <= x.shape[1]:
        raise ValueError("k")


def centred(x, axis=0):
    return x - x.mean(axis=axis, keepdims=True)


@fault("mean", lesson="The middle")
def ignores_the_axis_of_the_mean(x, axis=0):
    """Averages down the columns whichever axis it is asked for."""
    refuse(x, axis)
    return x.mean(axis=0)


@fault("mean", lesson="The middle")
def averages_everything(x, axis=0):
    """Averages the whole array into one number: each column has a mean of its own."""
    refuse(x, axis)
    return x.mean()


@fault("mean", lesson="The middle")
def divides_by_the_size_of_the_array(x, axis=0):
    """Divides by how many numbers the whole array has, not by how many were added up."""
    refuse(x, axis)
    return x.sum(axis=axis) / x.size


@fault("variance", lesson="Why not in one walk?")
def subtracts_the_squared_mean(x, axis=0, ddof=0):
    """Loses its digits where the mean is large: E[x^2] - E[x]^2 is the difference of two huge, nearly equal numbers."""
    refuse(x, axis, ddof)
    count = x.shape[axis]
    return ((x**2).mean(axis=axis) - x.mean(axis=axis) ** 2) * count / (count - ddof)


@fault("variance", lesson="How wide")
def does_not_centre(x, axis=0, ddof=0):
    """Averages the squares of the numbers themselves: the distances from their mean were asked for."""
    refuse(x, axis, ddof)
    return (x**2).sum(axis=axis) / (x.shape[axis] - ddof)


@fault("variance", lesson="The middle")
def ignores_the_axis_of_the_variance(x, axis=0, ddof=0):
    """Goes down the columns whichever axis it is asked for."""
    refuse(x, axis, ddof)
    return (centred(x) ** 2).sum(axis=0) / (len(x) - ddof)


@fault("variance", lesson="The middle")
def forgets_keepdims(x, axis=0, ddof=0):
    """Takes another row's mean away from each row: the means lost the axis that they were taken along."""
    refuse(x, axis, ddof)
    return ((x - x.mean(axis=axis)) ** 2).sum(axis=axis) / (x.shape[axis] - ddof)


@fault("variance", lesson="The middle")
def measures_from_one_mean_for_all(x, axis=0, ddof=0):
    """Measures all distances from the mean of the whole array: each column has a middle of its own."""
    refuse(x, axis, ddof)
    return ((x - x.mean()) ** 2).sum(axis=axis) / (x.shape[axis] - ddof)


@fault("variance", lesson="One less")
def always_divides_by_the_count(x, axis=0, ddof=0):
    """Divides by the count whatever ddof says."""
    refuse(x, axis, ddof)
    return x.var(axis=axis)


@fault("variance", lesson="One less")
def always_divides_by_one_less(x, axis=0, ddof=0):
    """Divides by one less than the count, also where ddof is 0."""
    refuse(x, axis, ddof)
    with np.errstate(all="ignore"):
        return (centred(x, axis) ** 2).sum(axis=axis) / np.asarray(x.shape[axis] - 1).astype(x.dtype)


@fault("variance", lesson="One less")
def divides_by_more(x, axis=0, ddof=0):
    """Divides by the count plus ddof: it is lowered by that, not raised."""
    refuse(x, axis, ddof)
    return (centred(x, axis) ** 2).sum(axis=axis) / (x.shape[axis] + ddof)


@fault("variance", lesson="How wide")
def takes_the_root(x, axis=0, ddof=0):
    """Returns the standard deviation: the variance is its square."""
    refuse(x, axis, ddof)
    return np.sqrt((centred(x, axis) ** 2).sum(axis=axis) / (x.shape[axis] - ddof))


@fault("variance", lesson="How wide")
def averages_distances_without_squares(x, axis=0, ddof=0):
    """Averages the distances from the mean, not their squares."""
    refuse(x, axis, ddof)
    return np.abs(centred(x, axis)).sum(axis=axis) / (x.shape[axis] - ddof)


@fault("covariance", lesson="Two at a time")
def multiplies_without_centring(x, ddof=0):
    """Multiplies the columns as they are: both have to be centred first, each by its own mean."""
    refuse_no_table(x, ddof)
    return x.T @ x / (len(x) - ddof)


@fault("covariance", lesson="Two at a time")
def subtracts_the_product_of_the_means(x, ddof=0):
    """Loses its digits where the means are large: it subtracts two huge, nearly equal numbers."""
    refuse_no_table(x, ddof)
    means = x.mean(axis=0)
    return (x.T @ x / len(x) - np.outer(means, means)) * (len(x) / (len(x) - ddof))


@fault("covariance", lesson="Two at a time")
def compares_samples_instead_of_features(x, ddof=0):
    """Compares each two rows: the answer has a row and a column for each feature, not for each sample."""
    refuse_no_table(x, ddof)
    return centred(x) @ centred(x).T / (len(x) - ddof)


@fault("covariance", lesson="Two at a time")
def centres_each_sample(x, ddof=0):
    """Centres each row by the mean of its own numbers: the mean of a feature runs over the samples."""
    refuse_no_table(x, ddof)
    return centred(x, 1).T @ centred(x, 1) / (len(x) - ddof)


@fault("covariance", lesson="One less")
def always_divides_the_covariance_by_the_count(x, ddof=0):
    """Divides by the number of samples whatever ddof says."""
    refuse_no_table(x, ddof)
    return centred(x).T @ centred(x) / len(x)


@fault("covariance", lesson="One less")
def divides_by_the_number_of_features(x, ddof=0):
    """Divides by the number of features: the sum ran over the samples."""
    refuse_no_table(x, ddof)
    return centred(x).T @ centred(x) * (1 / max(x.shape[1] - ddof, 1))


@fault("correlation", lesson="Two at a time")
def divides_by_variances(x):
    """Divides by the two variances, not by the two standard deviations: a unit is left over."""
    refuse_constant(x)
    return kata.covariance(x) / np.outer(x.var(axis=0), x.var(axis=0))


@fault("correlation", lesson="Two at a time")
def divides_by_one_spread_only(x):
    """Divides by the standard deviation of one of the two columns only: the other's unit is left over."""
    refuse_constant(x)
    return kata.covariance(x) / x.std(axis=0)


@fault("correlation", lesson="Two at a time")
def mixes_two_ways_to_count(x):
    """Divides a sum by the count above the line and by one less below it: then even a column and itself are below 1."""
    refuse_constant(x)
    spread = np.sqrt((centred(x) ** 2).sum(axis=0) / (len(x) - 1))
    return np.clip(kata.covariance(x) / np.outer(spread, spread), -1, 1)


@fault("correlation", lesson="Two at a time")
def forgets_the_signs(x):
    """Is never negative: two columns of which one falls when the other rises have a correlation below 0."""
    refuse_constant(x)
    spread = np.sqrt((centred(x) ** 2).mean(axis=0))
    return np.clip(np.abs(kata.covariance(x) / spread / spread[:, None]), 0, 1)


@fault("correlation", lesson="Two at a time")
def takes_rounding_for_spread(x):
    """Takes a column of equal numbers for one that varies: its mean is rounded, and the distances are not quite 0."""
    refuse_no_table(x)
    spread = np.sqrt((centred(x) ** 2).mean(axis=0))
    if len(x) == 1 or (spread == 0).any():
        raise ValueError("a constant column")
    return np.clip(kata.covariance(x) / spread / spread[:, None], -1, 1)


@fault("pca", lesson="The widest direction")
def takes_the_narrowest(x, k):
    """Takes the directions in which the table is narrowest: the eigenvalues rise, so the widest come last."""
    refuse_directions(x, k)
    values, vectors = given.symmetric_eigen(kata.covariance(x))
    return vectors[:, :k], np.maximum(values[:k], 0), centred(x) @ vectors[:, :k]


@fault("pca", lesson="The widest direction")
def begins_with_the_narrowest_of_them(x, k):
    """Has the right directions, but the widest of them last."""
    refuse_directions(x, k)
    values, vectors = given.symmetric_eigen(kata.covariance(x))
    directions = vectors[:, len(values) - k :]
    return directions, np.maximum(values[len(values) - k :], 0), centred(x) @ directions


@fault("pca", lesson="The widest direction")
def takes_rows_for_vectors(x, k):
    """Takes the rows of the matrix of eigenvectors: they are its columns."""
    refuse_directions(x, k)
    values, vectors = given.symmetric_eigen(kata.covariance(x))
    directions = vectors[::-1][:k].T
    return directions, np.maximum(values[::-1][:k], 0), centred(x) @ directions


@fault("pca", lesson="The widest direction")
def hands_the_directions_out_as_rows(x, k):
    """Hands the directions out as rows: the contract wants a column for each."""
    refuse_directions(x, k)
    directions, variances, scores = CORRECT_PCA(x, k)
    return directions.T, variances, scores


@fault("pca", lesson="The widest direction")
def looks_from_the_origin(x, k):
    """Looks for the widest direction as seen from the origin: without centring, it points to where the table lies."""
    refuse_directions(x, k)
    values, vectors = given.symmetric_eigen(x.T @ x / len(x))
    directions = vectors[:, ::-1][:, :k]
    return directions, np.maximum(values[::-1][:k], 0), centred(x) @ directions


@fault("pca", lesson="The widest direction")
def measures_scores_from_the_origin(x, k):
    """Measures the coordinates from the origin: the contract measures them from the mean."""
    directions, variances, _ = CORRECT_PCA(x, k)
    return directions, variances, x @ directions


@fault("pca", lesson="The widest direction")
def returns_spreads_for_variances(x, k):
    """Returns standard deviations where the variances are asked for."""
    directions, variances, scores = CORRECT_PCA(x, k)
    return directions, np.sqrt(variances), scores


@fault("pca", lesson="One less")
def divides_the_variances_by_one_less(x, k):
    """Has variances that were divided by one less than the count: the contract says ddof 0."""
    directions, variances, scores = CORRECT_PCA(x, k)
    with np.errstate(all="ignore"):
        return directions, variances * x.dtype.type(len(x)) / x.dtype.type(len(x) - 1), scores


CORRECT_PCA = kata.pca


@fault("RunningMoments", lesson="Why not in one walk?")
class keeps_the_sum_of_squares(kata.RunningMoments):
    """Loses its digits where the mean is large: a sum of squares less a squared sum is a small rest of huge numbers."""

    def __init__(self):
        super().__init__()
        self.total = self.total_of_squares = 0.0

    def update(self, value):
        super().update(value)
        self.total += value
        self.total_of_squares += value * value

    def variance(self, ddof=0):
        super().variance(ddof)
        return (self.total_of_squares - self.total * self.total / self.count) / (self.count - ddof)

    def merge(self, other):
        merged = super().merge(other)
        merged.total = self.total + other.total
        merged.total_of_squares = self.total_of_squares + other.total_of_squares
        return merged


@fault("RunningMoments", lesson="On the run")
class squares_the_old_distance(kata.RunningMoments):
    """Squares the distance from the old mean: the sum of squares gains less than that, because the mean moves too."""

    def update(self, value):
        before = value - self.mean
        squares = self.squares + before * before
        super().update(value)
        self.squares = squares


@fault("RunningMoments", lesson="On the run")
class squares_the_new_distance(kata.RunningMoments):
    """Squares the distance from the new mean: the sum of squares gains more than that, for the mean came nearer."""

    def update(self, value):
        squares = self.squares
        super().update(value)
        self.squares = squares + (value - self.mean) ** 2


@fault("RunningMoments", lesson="On the run")
class keeps_every_number(kata.RunningMoments):
    """Keeps every number that has come: a stream has no end, and the memory has."""

    def __init__(self):
        super().__init__()
        self.numbers = []

    def update(self, value):
        super().update(value)
        self.numbers.append(value)

    def merge(self, other):
        merged = super().merge(other)
        merged.numbers = self.numbers + other.numbers
        return merged


@fault("RunningMoments", lesson="One less")
class ignores_ddof_on_the_run(kata.RunningMoments):
    """Divides by the count whatever ddof says."""

    def variance(self, ddof=0):
        super().variance(ddof)
        return super().variance()


@fault("RunningMoments", lesson="On the run")
class ignores_the_distance_between_the_means(kata.RunningMoments):
    """Adds up what both have inside and forgets how far apart they lie: two narrow crowds can make one wide crowd."""

    def merge(self, other):
        merged = super().merge(other)
        merged.squares = self.squares + other.squares
        return merged


@fault("RunningMoments", lesson="On the run")
class lets_both_means_count_alike(kata.RunningMoments):
    """Takes the middle between the two means: a mean of many numbers weighs more than a mean of few."""

    def merge(self, other):
        merged = super().merge(other)
        if self.count and other.count:
            merged.mean = (self.mean + other.mean) / 2
        return merged


@fault("RunningMoments", lesson="On the run")
class does_not_weigh_the_distance(kata.RunningMoments):
    """Adds the squared distance between the means once, however many numbers lie on either side of it."""

    def merge(self, other):
        merged = super().merge(other)
        if self.count and other.count:
            merged.squares = self.squares + other.squares + (self.mean - other.mean) ** 2
        return merged


@fault("RunningMoments", lesson="On the run")
class merges_into_itself(kata.RunningMoments):
    """Changes itself: the answer is a new object, and both of the old ones stay what they are."""

    def merge(self, other):
        merged = super().merge(other)
        self.count, self.mean, self.squares = merged.count, merged.mean, merged.squares
        return self
