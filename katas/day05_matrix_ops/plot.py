"""Day 5, one picture: yours. A shear, and then a turn by a twelfth."""

import numpy as np


def plot(kata, axes):
    shear = np.array([[1.0, 1.0], [0.0, 1.0]])
    kata.draw(axes, kata.rotation(np.pi / 6) @ shear)
    axes.set_xlabel("x (units of the square)")
    axes.set_ylabel("y (units of the square)")
    axes.set_title("The unit square, and what a shear and a turn by 30 degrees make of it")
