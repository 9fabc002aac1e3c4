"""Day 12: downhill, step by step. Functions to walk down, and a grid for their maps, are there: `import given`."""

from collections.abc import Callable

import numpy as np


def quadratic_gradient(x: np.ndarray) -> np.ndarray:
    """The gradient of the parabola, ``y = sum_i x[i]^2``.

    Args:
        x: f32 or f64 [n]. Left alone.

    Returns:
        [n], with the dtype of `x`. A new array.
    """
    raise NotImplementedError("day 12: quadratic_gradient")


def bowl_gradient(x: np.ndarray) -> np.ndarray:
    """The gradient of the stretched bowl, ``y = (x[0]^2 + 25 * x[1]^2) / 2``.

    Args:
        x: f32 or f64 [2]. Left alone.

    Returns:
        [2], with the dtype of `x`. A new array.
    """
    raise NotImplementedError("day 12: bowl_gradient")


def rosenbrock_gradient(x: np.ndarray) -> np.ndarray:
    """The gradient of Rosenbrock's valley, ``y = (1 - x[0])^2 + 100 * (x[1] - x[0]^2)^2``.

    Args:
        x: f32 or f64 [2]. Left alone.

    Returns:
        [2], with the dtype of `x`. A new array.
    """
    raise NotImplementedError("day 12: rosenbrock_gradient")


def gradient_descent(
    grad: Callable[[np.ndarray], np.ndarray], x0: np.ndarray, lr: float, steps: int
) -> list[np.ndarray]:
    """Walk downhill, and remember every place.

    ``x[t + 1] = x[t] - lr * grad(x[t])``, with ``x[0] = x0``.

    Args:
        grad: Takes a place [n], and returns the gradient there, [n]. It is called `steps` times.
        x0: f32 or f64 [n]. Where to begin. Left alone.
        lr: The learning rate, > 0.
        steps: How many steps to take, >= 0.

    Returns:
        A list of ``steps + 1`` arrays, each [n] with the dtype of `x0`: the trajectory, from a copy of `x0` to the last
        place. No two of them share memory, with each other or with `x0`.

    Raises:
        ValueError: `lr` is not above 0, or `steps` is negative.
        OverflowError: It diverges: a number of a place is infinite or nan, in `x0` or after a step. No further step
            is taken then.
    """
    raise NotImplementedError("day 12: gradient_descent")


def draw(axes, trajectory: list[np.ndarray], f: Callable[[np.ndarray], float]) -> None:
    """Draw a trajectory on the map of the function that it walks down.

    The map is made of contours of f, on at least 5 levels (`axes.contour` or `axes.contourf`), over a rectangle that
    holds the whole trajectory with room on all sides, as `given.grid_around` makes one; x[0] runs across and x[1] up.
    The trajectory is one line through all its places, in order. Draw no other line between points of the plane; text
    and dots are yours.

    Args:
        axes: A matplotlib Axes, empty: draw by its methods.
        trajectory: At least one f32 or f64 [2], as `gradient_descent` returns them. Left alone.
        f: Takes a place [2], and returns its height, one number.
    """
    raise NotImplementedError("day 12: draw")
