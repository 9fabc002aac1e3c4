"""Day 11, one picture: the error of a measured slope against the step, in two dtypes, to one side and to both."""

import numpy as np

AT = 1.0
STEPS = np.logspace(-15, 0, 91)
LOOKS = ((np.float32, "#d55e00"), (np.float64, "#0072b2"))


def plot(kata, axes):
    for dtype, colour in LOOKS:
        x, name = np.array([AT], dtype), np.dtype(dtype).name
        steps = np.array([h for h in STEPS if h > np.finfo(dtype).eps], dtype)  # below it 1 + h is 1 or its neighbour
        central = [kata.derivative(np.exp, x, h)[0] for h in steps]
        forward = [((np.exp(x + h) - np.exp(x)) / h)[0] for h in steps]
        for slopes, line, said in ((central, "-", "to both sides (yours)"), (forward, ":", "to one side")):
            error = np.abs(np.array(slopes, np.float64) / np.exp(AT) - 1)
            axes.loglog(steps, np.maximum(error, 1e-17), line, color=colour, label=f"{name}, {said}")
        chosen = float(kata.step(x)[0])
        axes.axvline(chosen, color=colour, linewidth=1, alpha=0.6)
        axes.annotate(f"step in {name}", (chosen, 60), rotation=90, fontsize=8, color=colour, ha="right", va="top")
    axes.set_ylim(1e-13, 1e2)
    axes.set_xlabel("step h")
    axes.set_ylabel("error of the slope, as a share of the slope")
    axes.set_title("The slope of exp at 1: too large a step bends, too small a step rounds")
    axes.grid(alpha=0.2)
    axes.legend(fontsize=8, loc="lower left")
