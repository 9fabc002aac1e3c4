"""Naming a mistake: a wrong answer that equals a known wrong solution's and differs from the right one."""

import ast
import time
from collections.abc import Iterator
from typing import Any

from nnkata_plugin.catalog.implementation import choose, faulty
from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.context import Call, Check, Outcome, Returned
from nnkata_plugin.check.reach import names_in, reaches


def name_fault(check: Check) -> list[Fault]:
    """The faults that explain the failing case: none, one, or two that cannot be told apart there.

    The case's calls are replayed, with the arguments they had, on the worked solution and on each fault that they can
    reach, each in a child of its own. A fault is named if its outcomes equal the learner's on every call and differ
    from the solution's in a value on one. More than two fit: then the case says too little, and nothing is named. Nor
    is anything when the time is over before all have answered: a learner waits for the verdict, not for a guess.
    """
    calls = [call for call in check.calls if call.outcome is not None]
    if not calls or check.replays is None:
        return []
    ends = time.monotonic() + check.naming_seconds
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
        found |= _words((call.args, call.kwargs))  # `getattr(module, name)` in a function of kata.run
    return found


def _words(value: Any) -> set[str]:
    """The strings among the arguments."""
    if isinstance(value, dict):
        return _words(list(value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_words, value))
    return {value} if isinstance(value, str) else set()


def _explains(calls: list[Call], right: list[Outcome], wrong: Iterator[Outcome]) -> bool:
    """Whether a fault's outcomes, taken one by one as they come, are the learner's and not the solution's.

    Either to the letter, types and dtypes included, or by value alone: who returns a float where the fault returns a
    float32 makes the same mistake. What tells the fault from the solution must then be a value, too.
    """
    exactly = by_value = True
    told_apart = {True: False, False: False}
    seen = 0
    for call, good, bad in zip(calls, right, wrong, strict=False):
        exactly = exactly and same(call.outcome, bad)
        by_value = by_value and same(call.outcome, bad, strict=False)
        if not by_value:
            return False
        for strict in told_apart:
            told_apart[strict] |= isinstance(bad, Returned) and not same(good, bad, strict)
        seen += 1
    return seen == len(calls) and ((exactly and told_apart[True]) or told_apart[False])


def same(one: Outcome | None, other: Outcome | None, strict: bool = True) -> bool:
    """Whether two outcomes are equal but for rounding: the value, and what became of the arguments."""
    if isinstance(one, Returned) and isinstance(other, Returned):
        pairs = ((one.value, other.value), (one.args, other.args), (one.kwargs, other.kwargs))
        return all(alike(mine, theirs, strict) for mine, theirs in pairs)
    return one == other


def alike(one: Any, other: Any, strict: bool = True) -> bool:
    """Whether two values are equal but for rounding; `strict` compares types and dtypes of numbers, too."""
    if isinstance(one, dict | list | tuple) or isinstance(other, dict | list | tuple):
        if type(one) is not type(other) or len(one) != len(other):
            return False
        if isinstance(one, dict):
            return one.keys() == other.keys() and all(alike(one[key], other[key], strict) for key in one)
        return all(alike(mine, theirs, strict) for mine, theirs in zip(one, other, strict=True))
    if strict and type(one) is not type(other):
        return False
    if _is_number(one) and _is_number(other):
        return _alike_numbers(one, other, strict)
    if hasattr(one, "bit_generator"):
        return bool(one.bit_generator.state == other.bit_generator.state) if hasattr(other, "bit_generator") else False
    return type(one) is type(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return hasattr(value, "dtype") or (isinstance(value, int | float | complex) and not isinstance(value, bool))


def _alike_numbers(one: Any, other: Any, strict: bool) -> bool:
    import numpy as np

    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape or (strict and one.dtype != other.dtype):
        return False
    if one.dtype.kind not in "fc" and other.dtype.kind not in "fc":
        return bool(np.array_equal(one, other))
    kinds = [array.dtype for array in (one, other) if array.dtype.kind in "fc"]
    rounding = max(float(np.finfo(kind).eps) for kind in kinds)
    finite = np.abs(other[np.isfinite(other)])
    size = float(finite.max()) if finite.size else 0.0
    return bool(np.allclose(one, other, rtol=0, atol=64 * rounding * size, equal_nan=True))
