"""Known wrong softmaxes, logarithms and cross-entropies of day 10."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def refuse(x, axis=-1):
    """What the worked solution refuses, so that a fault is rejected for its own mistake."""
    x.max(axis=axis)


def refuse_labels(logits, labels):
    if labels.shape != logits.shape[:1] or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")


@fault("softmax", lesson="Shift before you exponentiate")
def overflows(x, axis=-1):
    """Overflows: exp(1000) is infinite, and infinite / infinite is nan. Which shift of the scores is safe?"""
    refuse(x, axis)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="Shift before you exponentiate")
def shifts_by_one_maximum_for_all(x, axis=-1):
    """Shifts every row by the same maximum: a row far below it has nothing left to divide by."""
    refuse(x, axis)
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="Shift before you exponentiate")
def shifts_by_the_mean(x, axis=-1):
    """Shifts by the mean: the answer is right, until one score lies far above the mean and exp overflows again."""
    refuse(x, axis)
    e = np.exp(x - x.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="One number a row")
def forgets_keepdims(x, axis=-1):
    """Lines the maximum and the sum up with the columns: both lost the axis that they were taken along."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=axis))
    return e / e.sum(axis=axis)


@fault("softmax", lesson="One number a row")
def forgets_keepdims_in_the_sum(x, axis=-1):
    """Divides each column by another row's sum: the sum lost the axis that it was taken along."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis)


@fault("softmax", lesson="One number a row")
def normalises_the_wrong_axis(x, axis=-1):
    """Sums to 1 over the batch, not over the classes: the sum ran along another axis."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@fault("softmax", lesson="One number a row")
def takes_every_axis_for_the_batch(x, axis=-1):
    """Sums to 1 over the batch, not over the classes: the sum ran along another axis."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@fault("softmax", lesson="One number a row")
def ignores_the_axis(x, axis=-1):
    """Takes one and the same axis, whichever axis it was asked for."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@fault("softmax", lesson="One number a row")
def divides_by_one_sum_for_all(x, axis=-1):
    """Sums to 1 over the whole array: every row needs a total of its own."""
    refuse(x, axis)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum()


@fault("softmax", lesson="One number a row")
def takes_the_whole_array_for_one_row(x, axis=-1):
    """Sums to 1 over the whole array: every row needs a total of its own."""
    refuse(x, axis)
    e = np.exp(x - x.max())
    return e / e.sum()


@fault("softmax", lesson="Why the exponential")
def divides_by_the_sum_of_the_scores(x, axis=-1):
    """Divides by the sum of the scores, not by the sum of their exponentials."""
    refuse(x, axis)
    shifted = x - x.max(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        return np.exp(shifted) / shifted.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="Why the exponential")
def divides_by_the_sum_of_the_scores_as_they_came(x, axis=-1):
    """Divides by the sum of the scores, not by the sum of their exponentials."""
    refuse(x, axis)
    with np.errstate(all="ignore"):
        return np.exp(x - x.max(axis=axis, keepdims=True)) / x.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="Task")
def changes_its_input(x, axis=-1):
    """Shifts the caller's own scores: `x -= ...` writes into the array that was handed in."""
    refuse(x, axis)
    x -= x.max(axis=axis, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


@fault("softmax", lesson="Task")
def answers_in_float64(x, axis=-1):
    """Answers in float64 when it was given float32: something on the way made wider numbers."""
    refuse(x, axis)
    e = np.exp(x.astype(np.float64) - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@fault("log_softmax", lesson="The logarithm, without the detour")
def takes_the_log_of_softmax(x, axis=-1):
    """Becomes infinite: the probability was rounded to 0 before its logarithm was taken."""
    refuse(x, axis)
    with np.errstate(divide="ignore"):
        return np.log(kata.softmax(x, axis))


@fault("log_softmax", lesson="The logarithm, without the detour")
def hides_the_zero_behind_a_small_number(x, axis=-1):
    """Adds a small number before the logarithm: every probability below that number gets the same answer."""
    refuse(x, axis)
    return np.log(kata.softmax(x, axis) + x.dtype.type(1e-12))


@fault("log_softmax", lesson="The logarithm, without the detour")
def shifts_only_inside_the_logarithm(x, axis=-1):
    """Takes the maximum away inside the logarithm only: outside, the score must be shifted by the same amount."""
    refuse(x, axis)
    shifted = x - x.max(axis=axis, keepdims=True)
    return x - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@fault("log_softmax", lesson="The logarithm, without the detour")
def shifts_only_outside_the_logarithm(x, axis=-1):
    """Takes the maximum away outside the logarithm only: inside, the scores must be shifted by the same amount."""
    refuse(x, axis)
    return x - x.max(axis=axis, keepdims=True) - np.log(np.exp(x).sum(axis=axis, keepdims=True))


@fault("log_softmax", lesson="The logarithm, without the detour")
def takes_log2_of_the_sum(x, axis=-1):
    """Takes the logarithm of the sum to base 2, while exp belongs to the natural logarithm."""
    refuse(x, axis)
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log2(np.exp(shifted).sum(axis=axis, keepdims=True))


@fault("log_softmax", lesson="Shift before you exponentiate")
def overflows_in_the_logarithm(x, axis=-1):
    """Overflows inside the logarithm: exp of an unshifted score of 1000 is infinite."""
    refuse(x, axis)
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))


@fault("cross_entropy", lesson="The price of a wrong probability")
def asks_each_row_for_all_labels(logits, labels):
    """Asks every row for the labels of all rows: `logp[:, labels]` is [batch, batch], not one number a row."""
    refuse_labels(logits, labels)
    return -kata.log_softmax(logits)[:, labels].mean()


@fault("cross_entropy", lesson="The price of a wrong probability")
def sums_instead_of_averaging(logits, labels):
    """Adds the rows up, so twice as many rows cost twice as much: the loss is their mean."""
    refuse_labels(logits, labels)
    return -kata.log_softmax(logits)[np.arange(len(labels)), labels].sum()


@fault("cross_entropy", lesson="The price of a wrong probability")
def averages_over_the_classes_too(logits, labels):
    """Divides by batch * classes: a mean over a one-hot product counts the zeros as well."""
    refuse_labels(logits, labels)
    one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
    return -(one_hot * kata.log_softmax(logits)).mean()


@fault("cross_entropy", lesson="The price of a wrong probability")
def measures_in_bits(logits, labels):
    """Counts in bits: log2 makes every loss 1.4427 times as large as the natural logarithm does."""
    refuse_labels(logits, labels)
    return -kata.log_softmax(logits)[np.arange(len(labels)), labels].mean() / np.log(2).astype(logits.dtype)


@fault("cross_entropy", lesson="The price of a wrong probability")
def forgets_the_minus(logits, labels):
    """Comes out negative: the logarithm of a probability is <= 0, and the loss is minus that."""
    refuse_labels(logits, labels)
    return kata.log_softmax(logits)[np.arange(len(labels)), labels].mean()


@fault("cross_entropy", lesson="The price of a wrong probability")
def averages_before_the_logarithm(logits, labels):
    """Takes the mean of the probabilities first: the logarithm belongs to each row, the mean comes last."""
    refuse_labels(logits, labels)
    return -np.log(kata.softmax(logits)[np.arange(len(labels)), labels].mean())


@fault("cross_entropy", lesson="The price of a wrong probability")
def applies_softmax_twice(logits, labels):
    """Applies softmax twice: `log_softmax` expects scores and was given probabilities."""
    refuse_labels(logits, labels)
    return -kata.log_softmax(kata.softmax(logits))[np.arange(len(labels)), labels].mean()


@fault("cross_entropy", lesson="Task")
def lets_a_negative_label_through(logits, labels):
    """Lets a label of -1 through: an index of -1 is no error in NumPy, it counts from the end."""
    if labels.shape != logits.shape[:1] or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return -kata.log_softmax(logits)[np.arange(len(labels)), labels].mean()


@fault("cross_entropy", lesson="Task")
def lets_labels_of_another_shape_through(logits, labels):
    """Lets labels of shape [batch, 1] through: they broadcast, and each row is asked for the labels of all rows."""
    if labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError("labels")
    return -kata.log_softmax(logits)[np.arange(len(logits)), labels].mean()
