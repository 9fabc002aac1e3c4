"""Naming a mistake: a wrong answer that equals a known wrong solution's and differs from the right one."""

import ast
import time
from collections.abc import Iterator
from typing import Any

from nnkata_plugin.catalog.implementation import choose, faulty
from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.context import Call, Check, Outcome, Raised, Returned
from nnkata_plugin.check.reach import names_in, reaches

SECONDS = 2.0
"""What naming may take; over it, silence: a learner waits for the verdict, not for a guess."""


def name_fault(check: Check) -> list[Fault]:
    """The faults that explain the failing case: none, one, or two that cannot be told apart there.

    The case's calls are replayed, with the arguments they had, on the worked solution and on each fault that they can
    reach, each in a child of its own. A fault is named if its outcomes equal the learner's on every call and differ
    from the solution's in a value on one. More than two fit: then the case says too little, and nothing is named.
    """
    calls = [call for call in check.calls if call.outcome is not None]
    if not calls or check.replays is None:
        return []
    ends = time.monotonic() + SECONDS
    solution = choose(check.kata, None, "solution")
    right = list(check.replays.outcomes(check, solution, calls))
    if len(right) < len(calls) or all(same(call.outcome, other) for call, other in zip(calls, right, strict=True)):
        return []
    called = _names_called(calls)
    named = []
    for fault in check.kata.faults:
        if time.monotonic() > ends:
            return []
        if reaches(solution.text, called, fault.target):
            wrong = check.replays.outcomes(check, faulty(check.kata, fault.name), calls)
            if _explains(calls, right, wrong):
                named.append(fault)
    return named if len(named) <= 2 else []


def _names_called(calls: list[Call]) -> set[str]:
    """The names of the learner's module that the calls mention."""
    found: set[str] = set()
    for call in calls:
        found |= {call.target} if isinstance(call.target, str) else names_in(ast.parse(call.target.text))
    return found


def _explains(calls: list[Call], right: list[Outcome], wrong: Iterator[Outcome]) -> bool:
    """Whether a fault's outcomes, taken one by one as they come, are the learner's and not the solution's."""
    seen = 0
    told_apart = False
    for call, good, bad in zip(calls, right, wrong, strict=False):
        if not same(call.outcome, bad):
            return False
        told_apart |= isinstance(bad, Returned) and not same(good, bad)
        seen += 1
    return told_apart and seen == len(calls)


def same(one: Outcome | None, other: Outcome | None) -> bool:
    """Whether two outcomes are equal but for rounding: the value, and what became of the arguments."""
    if isinstance(one, Returned) and isinstance(other, Returned):
        return alike(one.value, other.value) and alike(one.args, other.args) and alike(one.kwargs, other.kwargs)
    return one == other


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal but for rounding; types, shapes and dtypes are compared exactly."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float):
        return (
            one == other
            or (one != one and other != other)
            or abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1e-9)
        )
    if not hasattr(one, "dtype"):
        return bool(one == other) if not hasattr(one, "bit_generator") else True
    return _alike_arrays(one, other)


def _alike_arrays(one: Any, other: Any) -> bool:
    import numpy as np

    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind not in "fc":
        return bool(np.array_equal(one, other))
    finite = np.abs(other[np.isfinite(other)])
    size = float(finite.max()) if finite.size else 0.0
    return bool(np.allclose(one, other, rtol=0, atol=64 * float(np.finfo(one.dtype).eps) * size, equal_nan=True))
