"""Day 8, one picture: the 8 x 8 digits, seen from the side where they are widest."""

import numpy as np

from nnkata_plugin.check import dataset

EACH = 45
"""Digits of a kind that are drawn: with all 1,797 of them the heaps hide each other."""
COLOURS = ("#000000", "#e69f00", "#56b4e9", "#009e73", "#b8a800", "#0072b2", "#d55e00", "#cc79a7", "#777777", "#6a3d9a")
"""Okabe and Ito's, which colour-blind people can tell apart, and two more. The numerals say it, too."""


def plot(kata, axes):
    digits = dataset("digits")
    pixels = digits.images.reshape(len(digits.images), -1).astype(np.float64)
    _, variances, scores = kata.pca(pixels, 2)
    shares = variances / kata.variance(pixels).sum()
    for digit, colour in enumerate(COLOURS):
        x, y = scores[digits.labels == digit][:EACH].T
        axes.scatter(x, y, s=36, marker=f"${digit}$", color=colour, linewidths=0.3)
    axes.set_xlabel(f"along the widest direction (ink, 0 to 16 a pixel): {shares[0]:.1%} of the variance")
    axes.set_ylabel(f"along the second (same units): {shares[1]:.1%}")
    axes.set_title(f"{EACH} of each digit, 64 pixels seen from two sides")
    axes.set_aspect("equal")
    axes.grid(alpha=0.2)
