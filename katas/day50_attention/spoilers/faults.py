"""Day 50: known wrong ways to attend, and to send the gradient back."""

import math

import numpy as np

import kata
from nnkata_plugin.check import fault


def softmax(scores, axis=-1):
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def scores_of(q, k, scale=None):
    return q @ np.swapaxes(k, -1, -2) / (math.sqrt(q.shape[-1]) if scale is None else scale)


def refuse(q, k, v, dout=None):
    """Refuse whatever the solution refuses."""
    kata._refuse_misfits(q, k, v)
    if q.shape[3] != k.shape[3] or (dout is not None and dout.shape != q.shape[:3] + v.shape[3:]):
        raise ValueError("the shapes do not fit")


@fault("scaled_dot_product_attention", lesson="Why divide, and by what?")
def forgets_the_scale(q, k, v):
    """Weighs too sharply when head_dim grows: the scores are plain dot products. What spread do those have?"""
    refuse(q, k, v)
    return softmax(scores_of(q, k, 1.0)) @ v


@fault("scaled_dot_product_attention", lesson="Why divide, and by what?")
def scales_by_head_dim(q, k, v):
    """Weighs too evenly: the scores are divided by their variance. Which power of it gives them a spread of one?"""
    refuse(q, k, v)
    return softmax(scores_of(q, k, float(q.shape[-1]))) @ v


@fault("scaled_dot_product_attention", lesson="Why divide, and by what?")
def scales_by_the_number_of_keys(q, k, v):
    """Divides by the root of the wrong length: the spread of a score comes from the terms of one dot product."""
    refuse(q, k, v)
    return softmax(scores_of(q, k, math.sqrt(k.shape[-2]))) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def softmax_over_queries(q, k, v):
    """Lets the queries compete for each key: the weights of one query do not sum to 1. Whose share is it?"""
    refuse(q, k, v)
    return softmax(scores_of(q, k), axis=-2) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def reshapes_instead_of_transposing(q, k, v):
    """Reshapes k where it should be turned: the shape is right, and the numbers of different keys are mixed."""
    refuse(q, k, v)
    turned = np.ascontiguousarray(k).reshape(*k.shape[:2], k.shape[3], k.shape[2])
    return softmax(q @ turned / math.sqrt(q.shape[-1])) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def overflows(q, k, v):
    """Overflows where scores are large: exp(1000) is infinite, and inf / inf is nan. What may be taken off a row?"""
    refuse(q, k, v)
    exponentials = np.exp(scores_of(q, k))
    return exponentials / exponentials.sum(axis=-1, keepdims=True) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def shares_one_maximum(q, k, v):
    """Gives 0 / 0 for a query whose scores lie far below another's: one maximum was taken off every row."""
    refuse(q, k, v)
    scores = scores_of(q, k)
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum(axis=-1, keepdims=True) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def answers_in_float64(q, k, v):
    """Answers in float64 when asked in float32: a NumPy scalar such as np.sqrt(8) drags the rest along."""
    refuse(q, k, v)
    return softmax(scores_of(q, k, np.sqrt(q.shape[-1]))) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def hands_over_the_keys(q, k, v):
    """Mixes the keys, not the values: what a place answers to and what it hands over are two tables."""
    refuse(q, k, v)
    return softmax(scores_of(q, k)) @ k


@fault("scaled_dot_product_attention", lesson="Three tables")
def compares_with_the_values(q, k, v):
    """Compares the queries with the values: the weights must not change when the values do."""
    refuse(q, k, v)
    return softmax(scores_of(q, v)) @ v


@fault("scaled_dot_product_attention", lesson="Three tables")
def stretches_a_single_head(q, k, v):
    """Stretches a batch or a head of length 1 over all others: matmul broadcasts the axes in front without asking."""
    if q.shape[3] != k.shape[3] or k.shape[2] != v.shape[2]:
        raise ValueError("head_dim or keys differ")
    return softmax(scores_of(q, k)) @ v


def walk_back(dout, q, k, v, dscores_of, weights=None):
    weights = softmax(scores_of(q, k)) if weights is None else weights
    dscores = dscores_of(weights, dout @ np.swapaxes(v, -1, -2))
    dv = np.swapaxes(weights, -1, -2) @ dout
    return dscores @ k, np.swapaxes(dscores, -1, -2) @ q, dv


def through_softmax(weights, dweights, scale=1.0):
    return weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True)) / scale


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def loses_the_scale_on_the_way_back(dout, q, k, v):
    """Sends dq and dk back too large: the division by sqrt(head_dim) belongs to the backward pass as well."""
    refuse(q, k, v, dout)
    return walk_back(dout, q, k, v, through_softmax)


@fault("scaled_dot_product_attention_backward", lesson="Why divide, and by what?")
def forgets_the_scale_both_ways(dout, q, k, v):
    """Walks back through attention without its scale: sqrt(head_dim) is missing in the weights and in dq and dk."""
    refuse(q, k, v, dout)
    return walk_back(dout, q, k, v, through_softmax, softmax(scores_of(q, k, 1.0)))


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def scales_twice_on_the_way_back(dout, q, k, v):
    """Divides by head_dim on the way back: the scale was met once going forward, so it is met once going back."""
    refuse(q, k, v, dout)
    return walk_back(dout, q, k, v, lambda w, dw: through_softmax(w, dw, q.shape[-1]))


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def treats_softmax_elementwise(dout, q, k, v):
    """Forgets that the weights of a row share one sum: raising one score lowers the weights of all the other keys."""
    refuse(q, k, v, dout)
    return walk_back(dout, q, k, v, lambda w, dw: w * dw / math.sqrt(q.shape[-1]))


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def treats_softmax_like_a_sigmoid(dout, q, k, v):
    """Uses w * (1 - w): that is only the diagonal of softmax's derivative, and the other keys are missing."""
    refuse(q, k, v, dout)
    return walk_back(dout, q, k, v, lambda w, dw: w * (1 - w) * dw / math.sqrt(q.shape[-1]))


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def takes_the_mean_over_the_queries(dout, q, k, v):
    """Takes the weighted mean off along the queries: the softmax ran over the keys, so its gradient does too."""
    refuse(q, k, v, dout)
    return walk_back(
        dout, q, k, v, lambda w, dw: w * (dw - (w * dw).sum(axis=-2, keepdims=True)) / math.sqrt(q.shape[-1])
    )


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def overflows_on_the_way_back(dout, q, k, v):
    """Overflows where scores are large: the weights of the way back need the same care as those of the way there."""
    refuse(q, k, v, dout)
    exponentials = np.exp(scores_of(q, k))
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return walk_back(dout, q, k, v, lambda w, dw: through_softmax(w, dw, math.sqrt(q.shape[-1])), weights)


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def returns_dk_before_dq(dout, q, k, v):
    """Returns the gradients in another order than the contract's: first dq, then dk, then dv."""
    refuse(q, k, v, dout)
    dq, dk, dv = walk_back(dout, q, k, v, lambda w, dw: through_softmax(w, dw, math.sqrt(q.shape[-1])))
    return dk, dq, dv


@fault("scaled_dot_product_attention_backward", lesson="The way back")
def weighs_dv_by_the_scores(dout, q, k, v):
    """Sends the values' gradient back through the raw scores: v was multiplied by the weights, after the softmax."""
    refuse(q, k, v, dout)
    dq, dk, _ = walk_back(dout, q, k, v, lambda w, dw: through_softmax(w, dw, math.sqrt(q.shape[-1])))
    return dq, dk, np.swapaxes(scores_of(q, k), -1, -2) @ dout
