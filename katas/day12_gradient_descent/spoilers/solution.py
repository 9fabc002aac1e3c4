"""Day 12, worked: three gradients, the walk downhill, and its map."""

from collections.abc import Callable

import numpy as np

from given import grid_around


def quadratic_gradient(x: np.ndarray) -> np.ndarray:
    return 2 * x


def bowl_gradient(x: np.ndarray) -> np.ndarray:
    return np.array([x[0], 25 * x[1]])


def rosenbrock_gradient(x: np.ndarray) -> np.ndarray:
    # How far beside the valley's floor: x[0] moves it, too, by the chain rule.
    beside = x[1] - x[0] ** 2
    return np.array([-2 * (1 - x[0]) - 400 * x[0] * beside, 200 * beside])


def gradient_descent(
    grad: Callable[[np.ndarray], np.ndarray], x0: np.ndarray, lr: float, steps: int
) -> list[np.ndarray]:
    if lr <= 0 or steps < 0:
        raise ValueError(f"lr is {lr} and must be above 0; steps is {steps} and must not be negative")
    x = x0.copy()
    trajectory = [x]
    for _ in range(steps):
        refuse_infinity(x)
        # Minus: the gradient points uphill. And a new array: `x -= ...` would move every place that is in the list
        # already, for all of them would be this one array.
        x = x - lr * grad(x)
        trajectory.append(x)
    refuse_infinity(x)
    return trajectory


def refuse_infinity(x: np.ndarray) -> None:
    if not np.isfinite(x).all():
        raise OverflowError(f"the walk has left all bounds: {x}. Take a smaller learning rate")


def draw(axes, trajectory: list[np.ndarray], f: Callable[[np.ndarray], float]) -> None:
    across, up = grid_around(trajectory)
    # One height for each point of the grid. A row of the table is a line of equal x[1]: it runs across.
    heights = [[f(np.array([p, q])) for p in across] for q in up]
    axes.contour(across, up, heights)
    places = np.array(trajectory)
    axes.plot(places[:, 0], places[:, 1])
