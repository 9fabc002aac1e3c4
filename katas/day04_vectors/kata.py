"""Day 4: directions, angles, shadows; and a set of directions that are all at right angles."""

import numpy as np


def normalize(x: np.ndarray) -> np.ndarray:
    """The direction of a vector: itself, made 1 long.

    ``x / norm(x)``, with day 1's ``norm(x) = sqrt(sum_i x[i] ** 2)``.

    Args:
        x: f32 or f64 [n], numbers whose squares can be held. Left alone.

    Returns:
        [n], with the dtype of `x`. A new array.

    Raises:
        ValueError: `x` holds nothing but zeros: that has no direction.
    """
    raise NotImplementedError("day 4: normalize")


def cosine_similarity(a: np.ndarray, b: np.ndarray) -> float:
    """How far two vectors point the same way, whatever their lengths: 1 the same, 0 at right angles, -1 opposite.

    ``(a . b) / (norm(a) * norm(b))``.

    Args:
        a: f32 or f64 [n]. Left alone.
        b: [n], with the dtype of `a`. Left alone.

    Returns:
        One number in [-1, 1], a float or a NumPy scalar. Rounding does not get it out of there.

    Raises:
        ValueError: One of the two holds nothing but zeros, or they are not equally long.
    """
    raise NotImplementedError("day 4: cosine_similarity")


def angle(a: np.ndarray, b: np.ndarray) -> float:
    """The angle between two vectors, in radians.

    The number in [0, pi] whose cosine is `cosine_similarity(a, b)`.

    Args:
        a: f32 or f64 [n]. Left alone.
        b: [n], with the dtype of `a`. Left alone.

    Returns:
        One number in [0, pi], a float or a NumPy scalar. As accurate as the cosine lets it be, and never nan.

    Raises:
        ValueError: One of the two holds nothing but zeros, or they are not equally long.
    """
    raise NotImplementedError("day 4: angle")


def project(x: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """The shadow of a vector on the line through another: the multiple of `onto` that is nearest to `x`.

    ``(x . onto) / (onto . onto) * onto``.

    Args:
        x: f32 or f64 [n]. Left alone.
        onto: [n], with the dtype of `x`. Left alone. Its length does not matter.

    Returns:
        [n], with the dtype of `x`. A new array.

    Raises:
        ValueError: `onto` holds nothing but zeros, or the two are not equally long.
    """
    raise NotImplementedError("day 4: project")


def gram_schmidt(a: np.ndarray) -> np.ndarray:
    """Directions at right angles, made from the columns of a matrix, one after the other.

    Column j of the answer is column j of `a`, less its shadows on all earlier columns of the answer, made 1 long.

    Args:
        a: f32 or f64 [rows, cols]. Left alone.

    Returns:
        [rows, cols], with the dtype of `a`. Any two columns are at right angles but for rounding, however near `a` is
        to having dependent columns. A new array.

    Raises:
        ValueError: A column is a sum of multiples of those before it: what is left of it is nothing but rounding, at
            most 100 times the dtype's eps of its length. (A column of zeros and a column too many are such.)
    """
    raise NotImplementedError("day 4: gram_schmidt")
