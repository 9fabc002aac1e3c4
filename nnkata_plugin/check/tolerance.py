"""How far a right answer may be off: ``c * eps(dtype) * growth(terms) * condition * scale``, in one place."""

from functools import cache
from typing import Any

import numpy as np

from nnkata_plugin.check.policy import LONGEST as LONGEST

HEADROOM = 8.0
"""The constant c. Twice what the kernels keep to (4), because a learner may add up in the worst order."""
HALVES = {"float16": 2.0**-10, "bfloat16": 2.0**-7}


@cache
def epsilon(dtype: Any) -> float:
    """The rounding unit that an answer of a dtype is judged by; what is no float is judged as float32.

    Args:
        dtype: What NumPy calls a dtype, or ``"bfloat16"``, which it does not have.
    """
    return HALVES.get(_name(dtype)) or float(np.finfo(_width(dtype)).eps)


@cache
def _smallest(dtype: Any) -> float:
    """The spacing of subnormal numbers; bfloat16 has as small a normal number as float32, with fewer digits."""
    if _name(dtype) == "bfloat16":
        return float(np.finfo(np.float32).tiny) * HALVES["bfloat16"]
    return float(np.finfo(np.float16 if _name(dtype) == "float16" else _width(dtype)).smallest_subnormal)


def _name(dtype: Any) -> str:
    return dtype if isinstance(dtype, str) and dtype in HALVES else np.dtype(dtype).name


def _width(dtype: Any) -> type[np.floating[Any]]:
    return np.float64 if _name(dtype) in ("float64", "complex128") else np.float32


def growth(terms: float, kind: str = "root") -> float:
    """How the rounding errors of a reduction add up.

    Args:
        terms: Its length.
        kind: ``root``: they are independent, as in a sum. ``linear``: each goes the same way or is carried on whole,
            as in a recurrence.
    """
    if kind not in ("root", "linear"):
        raise ValueError(f"growth {kind!r}: give root or linear")
    return max(1.0, float(terms)) ** (0.5 if kind == "root" else 1.0)


def bound(
    dtype: Any, terms: float, scale: Any, factor: float = 1.0, condition: Any = 1.0, growing: str = "root"
) -> Any:
    """The largest error that rounding explains.

    Args:
        dtype: What the answer is held in, or computed in where that is coarser.
        terms: The reduction length.
        scale: float64, broadcastable to the answer: the magnitude that errors are relative to.
        factor: The day's own multiplier (kata.toml `tolerance`).
        condition: What the problem itself makes of a rounding error of its inputs; a number, or broadcastable.
        growing: How errors add up over the terms: ``root`` or ``linear``.

    Returns:
        float64, broadcastable to the answer. It is never less than the spacing of the smallest numbers, once a term:
        there rounding errors are absolute. Where scale or condition is no finite number there is nothing to be relative
        to: nothing but the expected value itself is near it.
    """
    rounding = HEADROOM * factor * epsilon(dtype) * growth(terms, growing)
    least = HEADROOM * _smallest(dtype) * max(1.0, terms)
    with np.errstate(over="ignore", invalid="ignore"):
        largest = rounding * np.asarray(scale, np.float64) * np.maximum(1.0, np.asarray(condition, np.float64))
    return np.where(np.isfinite(largest), np.maximum(largest, least), 0.0)
