"""Day 11, worked: two values of the function a slope, and steps as long as the dtype wants them."""

from collections.abc import Callable

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]


def polynomial(x: np.ndarray) -> np.ndarray:
    return x**3 - 4 * x + 2


def product(x: np.ndarray) -> np.ndarray:
    return x**2 * np.sin(x)


def quotient(x: np.ndarray) -> np.ndarray:
    return x / (1 + x**2)


def bell(x: np.ndarray) -> np.ndarray:
    return np.exp(-(x**2) / 2)


def logarithm(x: np.ndarray) -> np.ndarray:
    return np.log(1 + x**2)


def root(x: np.ndarray) -> np.ndarray:
    return np.sqrt(1 + x**2)


def doubling(x: np.ndarray) -> np.ndarray:
    return 2**x


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {f.__name__: f for f in (polynomial, product, quotient, bell, logarithm, root, doubling, sigmoid)}


def step(x: np.ndarray) -> np.ndarray:
    if x.dtype.kind != "f":
        raise ValueError(f"x has dtype {x.dtype}: whole numbers have no room for a small step")
    # The error is about h**2 from the curve and eps / h from rounding: the sum is least where h**3 is about eps.
    # Relative to x where x is large, for numbers lie farther apart there; 1 is the least, so that 0 has a step as well.
    return np.finfo(x.dtype).eps ** (1 / 3) * np.maximum(1, np.abs(x))


def derivative(f: Function, x: np.ndarray, h: float | None = None) -> np.ndarray:
    chosen = step(x)
    if h is None:
        h = chosen
    up = x + h
    down = x - h
    # x + h is rounded: up - down is how far we have really moved, and 2 * h only how far we wanted to.
    return ((f(up) - f(down)) / (up - down)).astype(x.dtype)


def gradient(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    h, slopes = step(x), np.empty_like(x)
    for place in np.ndindex(x.shape):
        # Fresh copies: f may keep what it is given, and the last number's step must not be there any more.
        up = x.copy()
        up[place] += h[place]
        down = x.copy()
        down[place] -= h[place]
        slopes[place] = (f(up) - f(down)) / (up[place] - down[place])
    return slopes


def jacobian(f: Function, x: np.ndarray) -> np.ndarray:
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}: expected one axis")
    h, columns = step(x), []
    for i in range(x.size):
        up = x.copy()
        up[i] += h[i]
        down = x.copy()
        down[i] -= h[i]
        columns.append((f(up) - f(down)) / (up[i] - down[i]))
    # Each input has moved all outputs: it gives a column.
    return np.stack(columns, axis=1).astype(x.dtype)


def derivatives_of(name: str, x: np.ndarray) -> np.ndarray:
    if name == "polynomial":
        return 3 * x**2 - 4
    if name == "product":
        return 2 * x * np.sin(x) + x**2 * np.cos(x)
    if name == "quotient":
        return (1 - x**2) / (1 + x**2) ** 2  # (1 * (1 + x**2) - x * 2 x) / (1 + x**2)**2
    if name == "bell":
        return -x * np.exp(-(x**2) / 2)
    if name == "logarithm":
        return 2 * x / (1 + x**2)
    if name == "root":
        return x / np.sqrt(1 + x**2)  # 2 x / (2 * root): the twos go away
    if name == "doubling":
        return float(np.log(2)) * 2**x  # 2**x is exp(x log 2)
    if name == "sigmoid":
        s = 1 / (1 + np.exp(-x))
        return s * (1 - s)
    raise ValueError(f"{name!r} is none of {', '.join(FUNCTIONS)}")
