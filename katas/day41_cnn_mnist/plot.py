"""Day 41, one picture: the sixteen filters of the first layer, and what each of them makes of a digit."""

import numpy as np
import torch
from torch.nn import functional

from nnkata_plugin.check import dataset


def plot(kata, axes):
    torch.manual_seed(41)
    digits = dataset("mnist", train=1000)
    train, test = torch.tensor(digits.x_train), torch.tensor(digits.x_test)
    x_train, x_test = kata.prepare(train, test)
    model = kata.CNN()
    kata.train(model, x_train, torch.tensor(digits.y_train), 41, epochs=3)
    weight, bias = (parameter.detach() for parameter in list(model.parameters())[:2])
    maps = functional.relu(functional.conv2d(x_test[:1], weight, bias, padding=1))[0].numpy()
    # One cell a filter: the 3x3 weights, enlarged, on the left; the digit as this filter sees it on the right.
    canvas = np.full((4 * 34, 4 * 68), np.nan)
    for place, (filter_, seen) in enumerate(zip(weight[:, 0].numpy(), maps, strict=True)):
        top, left = place // 4 * 34 + 3, place % 4 * 68 + 3
        canvas[top + 2 : top + 26, left + 2 : left + 26] = np.kron(filter_ / np.abs(filter_).max(), np.ones((8, 8)))
        canvas[top : top + 28, left + 32 : left + 60] = seen / max(float(seen.max()), 1e-6)
    image = axes.imshow(canvas, cmap="RdBu_r", vmin=-1, vmax=1)
    axes.figure.colorbar(image, ax=axes, shrink=0.6, label="share of the largest")
    axes.set_axis_off()
    axes.set_title(f"Sixteen filters, and how each sees a {digits.y_test[0]}")
