"""Known wrong convolutions of day 36."""

import numpy as np

import kata
from nnkata_plugin.check import fault


def refuse(x, w, b, stride, padding):
    """What the worked `conv2d` refuses; else the shape of its answer."""
    if w.shape[1] != x.shape[1] or (b is not None and b.shape != w.shape[:1]):
        raise ValueError("shapes")
    return (*x.shape[:1], *w.shape[:1], *(kata.output_size(x.shape[k], w.shape[k], stride, padding) for k in (2, 3)))


def refuse_sizes(size, kernel, stride, padding):
    if kernel < 1 or stride < 1 or padding < 0 or size + 2 * padding < kernel:
        raise ValueError("sizes")


def slide(p, w, shape, stride, step=None):
    """The right answer without bias, from pictures that are padded already."""
    step = stride if step is None else step
    y = np.zeros(shape, dtype=p.dtype)
    for i in range(shape[2]):
        for j in range(shape[3]):
            window = p[:, :, i * step : i * step + w.shape[2], j * step : j * step + w.shape[3]]
            y[:, :, i, j] = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3)))
    return y


def padded(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def biased(y, b):
    return y if b is None else y + b[:, None, None]


@fault("output_size", lesson="Where the window fits")
def rounds_up(size, kernel, stride=1, padding=0):
    """Rounds up: the last window hangs over the edge, and there is nothing under a part of it."""
    refuse_sizes(size, kernel, stride, padding)
    return -(-(size + 2 * padding - kernel) // stride) + 1


@fault("output_size", lesson="Where the window fits")
def counts_steps_not_places(size, kernel, stride=1, padding=0):
    """Counts the steps: the window also stands somewhere before its first step."""
    refuse_sizes(size, kernel, stride, padding)
    return (size + 2 * padding - kernel) // stride


@fault("output_size", lesson="Where the window fits")
def counts_the_padding_once(size, kernel, stride=1, padding=0):
    """Has the padding on one side only: there are zeros before the first pixel and after the last."""
    refuse_sizes(size, kernel, stride, padding)
    return (size + padding - kernel) // stride + 1


@fault("output_size", lesson="Where the window fits")
def divides_before_it_subtracts(size, kernel, stride=1, padding=0):
    """Divides the picture by the stride first: the stride goes into the room the window leaves."""
    refuse_sizes(size, kernel, stride, padding)
    return (size + 2 * padding) // stride - kernel + 1


@fault("output_size", lesson="Where the window fits")
def lets_a_window_that_is_too_long_through(size, kernel, stride=1, padding=0):
    """Counts places for a window that is longer than the axis: there are none, and the caller should hear of it."""
    if kernel < 1 or stride < 1 or padding < 0:
        raise ValueError("sizes")
    return (size + 2 * padding - kernel) // stride + 1


@fault("conv2d", lesson="To flip or not to flip")
def flips_the_kernel(x, w, b=None, stride=1, padding=0):
    """Flips the filter: that is the convolution of the mathematicians, and not the one of the networks."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding), w[:, :, ::-1, ::-1], shape, stride), b)


@fault("conv2d", lesson="One filter, all channels")
def reads_the_filter_sideways(x, w, b=None, stride=1, padding=0):
    """Reads the filter sideways: its rows belong to the rows of the picture, its columns to the columns."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding), w.transpose(0, 1, 3, 2), shape, stride), b)


@fault("conv2d", lesson="Where the window fits")
def pads_one_side(x, w, b=None, stride=1, padding=0):
    """Pads at the bottom and on the right only: zeros belong on all four sides."""
    # At the top and on the left only is what `counts_the_padding_once` makes of conv2d: it says so for both.
    refuse(x, w, b, stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))
    sizes = (max(0, (p.shape[k] - w.shape[k]) // stride + 1) for k in (2, 3))
    return biased(slide(p, w, (len(x), len(w), *sizes), stride), b)


@fault("conv2d", lesson="Where the window fits")
def pads_one_side_twice(x, w, b=None, stride=1, padding=0):
    """Puts all of the padding at the top and on the left: the size is right, and the picture has moved."""
    shape = refuse(x, w, b, stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    return biased(slide(p, w, shape, stride), b)


@fault("conv2d", lesson="Where the window fits")
def pads_the_batch_and_the_channels_too(x, w, b=None, stride=1, padding=0):
    """Pads all four axes: the batch begins with empty pictures, and the pictures with empty channels."""
    shape = refuse(x, w, b, stride, padding)
    p = np.pad(x, padding)[: len(x), : x.shape[1]]
    return biased(slide(p, w, shape, stride), b)


@fault("conv2d", lesson="Where the window fits")
def repeats_the_edge(x, w, b=None, stride=1, padding=0):
    """Repeats the pixels of the edge outside of the picture: the padding is zeros."""
    shape = refuse(x, w, b, stride, padding)
    p = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    return biased(slide(p, w, shape, stride), b)


@fault("conv2d", lesson="Where the window fits")
def lets_the_last_window_hang_over_the_edge(x, w, b=None, stride=1, padding=0):
    """Rounds the size up: its last windows hang over the edge, half empty."""
    refuse(x, w, b, stride, padding)
    p = padded(x, padding)
    sizes = [-(-(p.shape[k] - w.shape[k]) // stride) + 1 for k in (2, 3)]
    p = np.pad(p, ((0, 0), (0, 0), (0, stride), (0, stride)))
    return biased(slide(p, w, (len(x), len(w), *sizes), stride), b)


@fault("conv2d", lesson="Where the window fits")
def slides_one_pixel_at_a_time(x, w, b=None, stride=1, padding=0):
    """Moves by one pixel, whatever the stride: place i of the answer starts at pixel i * stride."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding), w, shape, stride, step=1), b)


@fault("conv2d", lesson="One filter, all channels")
def keeps_only_the_last_channel(x, w, b=None, stride=1, padding=0):
    """Keeps the last channel only: each channel's part writes over the one before, instead of being added to it."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding)[:, -1:], w[:, -1:], shape, stride), b)


@fault("conv2d", lesson="One filter, all channels")
def looks_at_the_first_channel_only(x, w, b=None, stride=1, padding=0):
    """Looks at the first channel only: a filter has weights for every channel, and all their products are added up."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding)[:, :1], w[:, :1], shape, stride), b)


@fault("conv2d", lesson="One filter, all channels")
def takes_the_filter_for_a_square(x, w, b=None, stride=1, padding=0):
    """Takes the filter for a square: it counts its columns with the number of its rows."""
    refuse(x, w, b, stride, padding)
    k = w.shape[2]
    if w.shape[3] < k:
        raise IndexError("the filter has fewer columns than rows")
    sizes = (kata.output_size(x.shape[axis], k, stride, padding) for axis in (2, 3))
    return biased(slide(padded(x, padding), w[:, :, :, :k], (len(x), len(w), *sizes), stride), b)


@fault("conv2d", lesson="One filter, all channels")
def uses_the_first_filter_for_all(x, w, b=None, stride=1, padding=0):
    """Uses the first filter's weights for every filter."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding), np.repeat(w[:1], len(w), axis=0), shape, stride), b)


@fault("conv2d", lesson="One filter, all channels")
def adds_the_bias_at_every_weight(x, w, b=None, stride=1, padding=0):
    """Adds the bias for each pixel of the window: it belongs to the finished sum, once."""
    shape = refuse(x, w, b, stride, padding)
    y = slide(padded(x, padding), w, shape, stride)
    return y if b is None else biased(y, b * b.dtype.type(w[0].size))


@fault("conv2d", lesson="One filter, all channels")
def adds_the_bias_in_every_channel(x, w, b=None, stride=1, padding=0):
    """Adds the bias once a channel: it belongs to the finished sum, once."""
    shape = refuse(x, w, b, stride, padding)
    y = slide(padded(x, padding), w, shape, stride)
    return y if b is None else biased(y, b * b.dtype.type(w.shape[1]))


@fault("conv2d", lesson="One filter, all channels")
def gives_each_column_a_bias(x, w, b=None, stride=1, padding=0):
    """Lines the bias up with the columns of the picture: there is one bias a filter, not one a column."""
    shape = refuse(x, w, b, stride, padding)
    y = slide(padded(x, padding), w, shape, stride)
    return y if b is None else y + b


@fault("conv2d", lesson="One filter, all channels")
def forgets_the_bias(x, w, b=None, stride=1, padding=0):
    """Never adds the bias."""
    return slide(padded(x, padding), w, refuse(x, w, b, stride, padding), stride)


@fault("conv2d", lesson="Task")
def answers_in_float64(x, w, b=None, stride=1, padding=0):
    """Answers in float64 when it was given float32: `np.zeros` makes float64 unless it is told otherwise."""
    shape = refuse(x, w, b, stride, padding)
    return biased(slide(padded(x, padding).astype(np.float64), w, shape, stride), b)


@fault("conv2d", lesson="Task")
def lets_filters_of_one_channel_through(x, w, b=None, stride=1, padding=0):
    """Lets filters of one channel through: they broadcast over all channels of the picture, in silence."""
    if w.shape[1] == 1:
        w = np.repeat(w, x.shape[1], axis=1)
    return biased(slide(padded(x, padding), w, refuse(x, w, b, stride, padding), stride), b)


@fault("conv2d", lesson="Task")
def lets_one_bias_for_all_through(x, w, b=None, stride=1, padding=0):
    """Lets a bias of another length through: a single number broadcasts over all filters, in silence."""
    if b is not None and b.shape == (1,):
        b = np.repeat(b, len(w))
    return biased(slide(padded(x, padding), w, refuse(x, w, b, stride, padding), stride), b)
