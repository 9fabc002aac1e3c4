"""Day 11: slopes, measured with small steps and worked out by rules. The eight functions at the top are given."""

from collections.abc import Callable

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]


def polynomial(x: np.ndarray) -> np.ndarray:
    """Given: x^3 - 4 x + 2."""
    return x**3 - 4 * x + 2


def product(x: np.ndarray) -> np.ndarray:
    """Given: x^2 sin(x)."""
    return x**2 * np.sin(x)


def quotient(x: np.ndarray) -> np.ndarray:
    """Given: x / (1 + x^2)."""
    return x / (1 + x**2)


def bell(x: np.ndarray) -> np.ndarray:
    """Given: exp(-x^2 / 2), day 9's bell but for its height."""
    return np.exp(-(x**2) / 2)


def logarithm(x: np.ndarray) -> np.ndarray:
    """Given: log(1 + x^2)."""
    return np.log(1 + x**2)


def root(x: np.ndarray) -> np.ndarray:
    """Given: the root of 1 + x^2."""
    return np.sqrt(1 + x**2)


def doubling(x: np.ndarray) -> np.ndarray:
    """Given: 2^x."""
    return 2**x


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Given: 1 / (1 + exp(-x)), which week 3 is full of."""
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {f.__name__: f for f in (polynomial, product, quotient, bell, logarithm, root, doubling, sigmoid)}
"""The functions above by name: ``FUNCTIONS["bell"](x)``."""


def step(x: np.ndarray) -> np.ndarray:
    """How far to move each number for a central difference.

    ``eps**(1/3) * max(1, |x|)``, where eps, ``np.finfo(x.dtype).eps``, is the distance from 1 to the next larger number
    of that dtype.

    Args:
        x: f32 or f64, any shape. Left alone.

    Returns:
        Same shape and dtype as `x`, > 0. A new array.

    Raises:
        ValueError: `x` holds no floats: whole numbers, on which a step this small has no effect, or complex ones.
    """
    raise NotImplementedError("day 11: step")


def derivative(f: Function, x: np.ndarray, h: float | None = None) -> np.ndarray:
    """The slope of `f` at each number of `x`, by the central difference ``(f(x + h) - f(x - h)) / (2 h)``.

    The error is at most what ``h**2 / 6 * max |f'''|`` and the rounding of two values of `f` over `h` come to. The 2 h
    may be how far the two points lie apart after rounding, ``(x + h) - (x - h)``.

    Args:
        f: A function that works number by number on arrays.
        x: f32 or f64, any shape. Left alone.
        h: The step, the same for all numbers; `step` chooses one for each if there is none.

    Returns:
        Same shape and dtype as `x`, whatever the dtype of what `f` returns. A new array.

    Raises:
        ValueError: `x` holds no floats.
    """
    raise NotImplementedError("day 11: derivative")


def gradient(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """The slope of `f` by each number of `x` alone, all others held still.

    Args:
        f: A function of one array like `x` whose answer is one number.
        x: f32 or f64, any shape. Left alone, also while `f` is at work.

    Returns:
        Same shape and dtype as `x`: central differences with the steps of `step`. A new array.

    Raises:
        ValueError: `x` holds no floats.
    """
    raise NotImplementedError("day 11: gradient")


def jacobian(f: Function, x: np.ndarray) -> np.ndarray:
    """The slope of each number that `f` returns by each number that it is given.

    Args:
        f: A function of an array [n] whose answer is an array [m].
        x: f32 or f64 [n], n >= 1. Left alone, also while `f` is at work.

    Returns:
        [m, n], with the dtype of `x`, whatever the dtype of what `f` returns: row i is the gradient of output i.

    Raises:
        ValueError: `x` holds no floats, or has not one axis.
    """
    raise NotImplementedError("day 11: jacobian")


def derivatives_of(name: str, x: np.ndarray) -> np.ndarray:
    """The slope of one of the functions above at each number of `x`, by a formula that you have worked out by hand.

    Exact but for rounding: no step, no difference.

    Args:
        name: Its name: a key of `FUNCTIONS`.
        x: f32 or f64, any shape. Left alone.

    Returns:
        Same shape and dtype as `x`. A new array.

    Raises:
        ValueError: There is no function of this name.
    """
    raise NotImplementedError("day 11: derivatives_of")
