"""Day 9, one picture: numbers drawn from a bell, the bell, and the bell that was fitted to a few of the numbers."""

import numpy as np

MEAN, STD, MANY, FEW = 500.0, 4.0, 20_000, 12


def plot(kata, axes):
    rng = np.random.default_rng(9)
    grams = kata.sample(rng, MANY, MEAN, STD)
    x = np.linspace(MEAN - 4 * STD, MEAN + 4 * STD, 400)
    label = f"{MANY:,} samples"
    axes.hist(grams, bins=80, range=(x[0], x[-1]), density=True, color="#56b4e9", alpha=0.6, label=label)
    axes.plot(x, kata.pdf(x, MEAN, STD), color="black", linewidth=2, label=f"density, mean {MEAN:g}, std {STD:g}")
    mean, std = kata.fit(grams[:FEW])
    label = f"fitted to the first {FEW}: mean {mean:.1f}, std {std:.1f}"
    axes.plot(x, kata.pdf(x, float(mean), float(std)), color="#d55e00", linestyle="--", linewidth=2, label=label)
    axes.plot(grams[:FEW], np.zeros(FEW), "|", color="#d55e00", markersize=14, markeredgewidth=2)
    axes.set_xlabel("weight of a bag (grams)")
    axes.set_ylabel("density (share of all bags per gram)")
    axes.set_title("A bell, numbers drawn from it, and a bell fitted to a few of them")
    axes.legend(loc="upper left", fontsize=8)
