"""Day 4, one picture: vectors, their shadows on a line, and what each shadow leaves, upright on the line."""

import numpy as np

ONTO = np.array([2.0, 1.0])
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def plot(kata, axes):
    direction = kata.normalize(ONTO)
    axes.axline((0, 0), tuple(direction), color="0.6", linewidth=1)
    axes.annotate("the line through onto", 4 * direction, (0, 10), textcoords="offset points", color="0.4", ha="right")
    for degrees, length, width, colour in zip(
        (75, 5, 140, 250), (2.2, 2.4, 1.8, 1.9), (4, 9, 4, 9), COLOURS, strict=True
    ):
        x = length * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        shadow = kata.project(x, ONTO)
        between = np.degrees(kata.angle(x, ONTO))
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", x, (0, 0), arrowprops=arrow)
        # Wide and narrow ones, so that two on the same side can be told apart.
        axes.plot(
            *zip((0, 0), shadow, strict=True),
            color=colour,
            linewidth=width,
            zorder=4 - width / 9,
            solid_capstyle="butt",
        )
        axes.plot(*zip(x, shadow, strict=True), color=colour, linestyle=":")
        axes.annotate(f"x, {between:.0f}\u00b0 from onto", x, (6, 4), textcoords="offset points", color=colour)
    axes.set_xlim(-2.6, 4.2)
    axes.set_ylim(-2.3, 2.7)
    axes.set_aspect("equal")
    axes.set_xlabel("first coordinate (no unit)")
    axes.set_ylabel("second coordinate (no unit)")
    axes.set_title("Shadows (thick) of four vectors; what is left (dotted) is upright")
