"""Day 12, one picture: yours. The stretched bowl, with a learning rate that is nearly too large."""

import numpy as np

from given import bowl


def plot(kata, axes):
    walk = kata.gradient_descent(kata.bowl_gradient, np.array([8.0, 2.0]), 0.07, 30)
    kata.draw(axes, walk, bowl)
    axes.set_xlabel("x[0]")
    axes.set_ylabel("x[1]")
    axes.set_title("30 steps down the stretched bowl from (8, 2), learning rate 0.07")
