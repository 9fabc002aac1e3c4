"""What a call costs whatever the machine: calls, steps, arrays and bytes, beside the worked solution's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

KIBIBYTE = 1024
EXACT = ("calls", "steps", "numpy", "arrays", "bytes")
"""The counts that nothing before the call changes; a peak is lower where objects were kept to be used again."""


@dataclass(frozen=True)
class Counts:
    """Of one call. Less is cheaper."""

    calls: int
    """Functions of Python that were entered, the libraries' own among them."""
    steps: int
    """Instructions of Python's bytecode that were carried out."""
    numpy: int
    """Functions and methods of NumPy's C code that Python called. Operators and ufuncs are no calls to the interpreter:
    they are seen by the arrays that they make."""
    arrays: int
    """That were allocated, temporaries among them."""
    bytes: int
    """Of all these arrays together."""
    peak: int
    """Bytes that Python's objects and arrays took at most at one time, beside the inputs; not exact to the last."""


@dataclass(frozen=True)
class Cost:
    """The counts of a function's code, at one small size."""

    axes: dict[str, int]
    python: str
    numpy: str
    """The minor versions: with others the counts are others."""
    counts: Counts | None = None
    solution: Counts | None = None
    trouble: str = ""
    """Why there are no counts."""

    @property
    def score(self) -> float | None:
        """How many times the worked solution's: the geometric mean of the counts that are exact; under 1 is cheaper."""
        if self.counts is None or self.solution is None:
            return None
        pairs = [(getattr(self.counts, name), getattr(self.solution, name)) for name in EXACT]
        # One more of each: a count may be 0. What both do without says nothing.
        ratios = [(mine + 1) / (its + 1) for mine, its in pairs if mine or its]
        return math.prod(ratios) ** (1 / len(ratios)) if ratios else 1.0

    @property
    def versions(self) -> tuple[str, str]:
        return self.python, self.numpy

    @property
    def words(self) -> str:
        """A line."""
        if self.counts is None:
            return f"cost: not counted: {self.trouble}"
        told = ", ".join(_told(self.counts, named=True))
        if self.solution:
            solution = ", ".join(_told(self.solution, arrays=bool(self.counts.arrays)))
            told += f"; the solution {solution}"
        return f"cost: {told}  (at {', '.join(f'{axis} {length}' for axis, length in self.axes.items())})"


def _told(counts: Counts, named: bool = False, arrays: bool = True) -> list[str]:
    """The counts that say something: of code without arrays, what its objects took."""
    numbers = {"Python call": counts.calls, "step": counts.steps}
    if counts.arrays if named else arrays:
        numbers |= {"NumPy call": counts.numpy, "array": counts.arrays}
        size = counts.bytes
    else:
        size = counts.peak
    parts = [f"{number:,} {name}{'s' * (number != 1)}" if named else f"{number:,}" for name, number in numbers.items()]
    return [*parts, f"{size / KIBIBYTE:,.1f}{' KiB' * named}"]


def cost_from(figures: Mapping[str, Any] | None) -> Cost | None:
    """The cost whose figures these are."""
    if not figures:
        return None
    known = {each.name: figures[each.name] for each in fields(Cost) if each.name in figures}
    for name in ("counts", "solution"):
        known[name] = Counts(**known[name]) if known.get(name) else None
    return Cost(**known)


def score_of(costs: Sequence[Cost]) -> float | None:
    """The geometric mean of several functions' scores; None where one has none."""
    scores = [cost.score for cost in costs]
    if not scores or any(score is None for score in scores):
        return None
    return math.exp(sum(math.log(score) for score in scores if score) / len(scores))
