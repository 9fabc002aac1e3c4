"""How close two outcomes of the same call are: the question behind every name that is said of a mistake."""

import math
from dataclasses import dataclass, replace
from typing import Any

from nnkata_plugin.check.context import Outcome, Raised, Returned

TIGHT = 64.0
"""Rounding units, of the largest number, that two programs of the same formula may differ by."""
LOOSE = 1024.0
"""The same for two programs that round on other ways: float64 inside, another order of a sum, a logarithm taken."""
SHARE = 1e-3
"""Beside that, what two wrong answers may differ by, of what lies between them and the right one."""
OVERFLOWS = ("OverflowError", "ZeroDivisionError", "FloatingPointError")
"""What plain Python raises where an array gets an infinity or nan."""


@dataclass(frozen=True)
class Closeness:
    """Both compute the same, as far as this call shows."""

    tight: bool = True
    """Whether all numbers agree to within `TIGHT`."""
    kinds: bool = True
    """Whether whole numbers stand for whole numbers, floats for floats, lists for lists."""
    types: bool = True
    """Whether types and dtypes are the same, too."""

    def __and__(self, other: "Closeness") -> "Closeness":
        return Closeness(self.tight and other.tight, self.kinds and other.kinds, self.types and other.types)

    def of_types(self, kinds: bool, types: bool) -> "Closeness":
        """The same, where these types are no better than so."""
        return self & Closeness(kinds=kinds, types=types)


ALIKE = Closeness()


def closeness(one: Outcome | None, other: Outcome | None, right: Outcome | None = None) -> Closeness | None:
    """How close two outcomes are, the arguments after the call included; None where they are not.

    Args:
        one: An outcome.
        other: The one that it is compared with.
        right: What the call should have come to: what is small beside a mistake of both is no difference.
    """
    if isinstance(one, Returned) and isinstance(other, Returned):
        truth = _parts(right) if isinstance(right, Returned) else None
        mine, theirs = _parts(one), _parts(other)
        return compared(mine, theirs, truth, Grain.of([mine, theirs, truth]))
    if isinstance(one, Raised) and isinstance(other, Raised):
        return ALIKE if one == other else None
    if isinstance(other, Raised):
        one, other = other, one
    same = isinstance(one, Raised) and one.type in OVERFLOWS and overflows(other) and not overflows(right)
    return Closeness(False, False, False) if same else None


def same_form(one: Outcome, other: Outcome) -> bool:
    """Whether both are answers that differ by their numbers alone."""
    return isinstance(one, Returned) and isinstance(other, Returned) and form(one.value) == form(other.value)


def mended(outcome: Outcome, right: Outcome | None) -> Outcome:
    """The outcome as it would be if nothing had overflowed."""
    if isinstance(outcome, Raised) or not isinstance(right, Returned) or not overflows(outcome):
        return outcome
    if not same_form(outcome, right):
        return outcome
    return replace(outcome, value=_mended(outcome.value, right.value))


def _mended(value: Any, right: Any) -> Any:
    import numpy as np

    if isinstance(value, dict):
        return {key: _mended(part, right[key]) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_mended(part, truth) for part, truth in zip(value, right, strict=True))
    if not _lost(value):
        return value
    return np.where(np.isfinite(value), value, right) if getattr(value, "shape", ()) else right


def overflows(outcome: Outcome | None) -> bool:
    """Whether the value holds an infinity or nan."""
    return isinstance(outcome, Returned) and _lost(outcome.value)


def _parts(outcome: Returned) -> list[Any]:
    return [outcome.value, list(outcome.args), outcome.kwargs]


@dataclass(frozen=True)
class Grain:
    """What the numbers of a call are made of: what is nought but for rounding is nought beside these."""

    size: float = 0.0
    """The largest float of all."""
    unit: float = 0.0
    """The rounding unit of the coarsest array: a loss of float32 logits is no finer for being a Python float."""

    @classmethod
    def of(cls, value: Any) -> "Grain":
        if isinstance(value, dict):
            return cls.of(list(value.values()))
        if isinstance(value, list | tuple):
            parts = list(map(cls.of, value))
            return cls(max((p.size for p in parts), default=0.0), max((p.unit for p in parts), default=0.0))
        if hasattr(value, "dtype"):
            return cls(_largest(value), _unit(value)) if value.dtype.kind == "f" else cls()
        return cls(abs(value) if isinstance(value, float) and math.isfinite(value) else 0.0)


def form(value: Any) -> Any:
    """How a value is built, whatever its numbers are."""
    if isinstance(value, dict):
        return {key: form(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return _shape(value) or [form(part) for part in value]
    return getattr(value, "shape", ()) if _is_number(value) else type(value)


def compared(one: Any, other: Any, right: Any = None, grain: Grain = Grain()) -> Closeness | None:
    """How close two values are; None where they are not. A list may stand for a tuple or an array of the same numbers.

    Args:
        one: A value.
        other: The one that it is compared with.
        right: What it should have been.
        grain: What they were made of.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return None
        truth = right if isinstance(right, dict) else {}
        return _all(((one[key], other[key], truth.get(key)) for key in one), grain)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        if len(one) != len(other):
            return None
        truths = right if isinstance(right, list | tuple) and len(right) == len(one) else [None] * len(one)
        found = _all(zip(one, other, truths, strict=True), grain)
        alike = type(one) is type(other)
        return found and found.of_types(alike, alike)
    if _is_array(one, other) or _is_array(other, one):
        found = _compared_numbers(one, other, right, grain)
        return found and found.of_types(False, False)
    if _is_number(one) and _is_number(other):
        return _compared_numbers(one, other, right, grain)
    if hasattr(one, "bit_generator") and hasattr(other, "bit_generator"):
        return ALIKE if one.bit_generator.state == other.bit_generator.state else None
    return ALIKE if type(one) is type(other) and bool(one == other) else None


def _all(triples: Any, grain: Grain) -> Closeness | None:
    found: Closeness | None = ALIKE
    for mine, theirs, truth in triples:
        part = compared(mine, theirs, truth, grain)
        if part is None:
            return None
        found = found and found & part
    return found


def _is_number(value: Any) -> bool:
    return hasattr(value, "dtype") or (isinstance(value, int | float | complex) and not isinstance(value, bool))


def _is_array(value: Any, listed: Any) -> bool:
    """Whether one is an array and the other a list of as many numbers."""
    return hasattr(value, "dtype") and isinstance(listed, list | tuple) and value.shape == _shape(listed)


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers, or None where they are no table."""
    if not isinstance(value, list | tuple):
        return () if _is_number(value) and not getattr(value, "shape", ()) else None
    shapes = {_shape(part) for part in value}
    if len(shapes) > 1 or None in shapes:
        return None
    inner = next(iter(shapes), ())
    return (len(value), *(inner or ()))


def _compared_numbers(one: Any, other: Any, right: Any, grain: Grain) -> Closeness | None:
    import numpy as np

    types = type(one) is type(other) and getattr(one, "dtype", None) == getattr(other, "dtype", None)
    one, other = np.asarray(one), np.asarray(other)
    alike = Closeness(kinds=one.dtype.kind == other.dtype.kind, types=types)
    if one.shape != other.shape:
        return None
    truth = np.asarray(right) if _is_number(right) else None
    if truth is not None and (truth.shape != one.shape or truth.dtype.kind not in "iufc"):
        truth = None
    if not {one.dtype.kind, other.dtype.kind} & set("fc"):
        return alike if np.array_equal(one, other) else None
    if not {one.dtype.kind, other.dtype.kind} <= set("biufc"):
        return None
    unit = max(_unit(one), _unit(other))
    size = _largest(other)
    with np.errstate(all="ignore"):
        gap = np.where(one == other, 0.0, np.abs(one - other))
        gap[np.isnan(one) & np.isnan(other)] = 0.0
        if (gap <= TIGHT * unit * size).all():
            return alike
        gap[~np.isfinite(one) & ~np.isfinite(other)] = 0.0
        allowed = np.full(gap.shape, max(unit, grain.unit) * max(LOOSE * size, TIGHT * grain.size))
        if truth is not None:
            allowed = np.maximum(allowed, LOOSE * _unit(truth) * max(size, _largest(truth)))
            between = np.abs(other - truth)
            allowed += SHARE * np.where(np.isfinite(between), between, 0.0)
        return alike & Closeness(tight=False) if (gap <= allowed).all() else None


def _unit(array: Any) -> float:
    import numpy as np

    return float(np.finfo(array.dtype).eps) if array.dtype.kind in "fc" else 0.0


def _largest(array: Any) -> float:
    import numpy as np

    sizes = np.abs(array)
    most = float(sizes.max(initial=0.0))
    return most if math.isfinite(most) else float(sizes[np.isfinite(sizes)].max(initial=0.0))


def _lost(value: Any) -> bool:
    import numpy as np

    if isinstance(value, dict):
        return any(map(_lost, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_lost, value))
    if not _is_number(value):
        return False
    array = np.asarray(value)
    return array.dtype.kind in "fc" and not bool(np.isfinite(array).all())
