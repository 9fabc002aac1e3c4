"""Day 7, one picture: an arrow is multiplied again and again, and turns to the eigenvector."""

import numpy as np
from matplotlib import colormaps

A = np.array([[1.6, 0.4], [0.4, 1.6]])
STEPS = 10


def plot(kata, axes):
    # The start is nearly the other eigenvector: so near that the first products hardly turn it.
    x = np.array([1.0, -0.9])
    values, vectors = kata.symmetric_eigen(A)
    for value, vector, dashes in zip(values, vectors.T, (":", "--"), strict=True):
        axes.axline((0, 0), tuple(vector), color="grey", linestyle=dashes, label=f"eigenvector of {value:.1f}")
    for step in range(STEPS + 1):
        x = x / np.linalg.norm(x)
        colour = colormaps["viridis"](step / (STEPS + 0.5))
        label = f"after {step} products: quotient {kata.rayleigh_quotient(A, x):.2f}"
        axes.quiver(0, 0, *x, angles="xy", scale_units="xy", scale=1, width=0.012, color=colour, label=label)
        x = A @ x
    value, vector = kata.power_iteration(A, x, 1e-9, 1000)
    axes.plot(*(vector * np.sign(vector @ x)), "o", color="black", label=f"power_iteration: {value:.2f}", zorder=3)
    axes.set(
        xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal", xlabel="first number of x", ylabel="second number of x"
    )
    axes.set_title("Each product turns x to the eigenvector of the larger value")
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=8)
