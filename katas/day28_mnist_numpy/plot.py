"""Day 28, one picture: digits that your network gets wrong, each with what it said and what it is."""

import numpy as np

from nnkata_plugin.check import dataset

ROWS, COLS = 5, 8


def plot(kata, axes):
    digits = dataset("mnist", train=1000)
    _, predicted = kata.fit(digits.x_train, digits.y_train, digits.x_test, seed=28)
    wrong = np.flatnonzero(predicted != digits.y_test)
    # One grey cell a digit, with a margin that holds its caption.
    canvas = np.zeros((ROWS * 40, COLS * 32))
    for place, index in enumerate(wrong[: ROWS * COLS]):
        top, left = place // COLS * 40, place % COLS * 32
        canvas[top + 10 : top + 38, left + 2 : left + 30] = digits.x_test[index]
        caption = f"{digits.y_test[index]} read as {predicted[index]}"
        axes.text(left + 16, top + 6, caption, color="white", fontsize=6, ha="center", va="center")
    axes.imshow(canvas, cmap="gray")
    axes.set_axis_off()
    axes.set_title(f"{len(wrong)} of {len(predicted)} unseen digits are read wrongly; the first of them")
