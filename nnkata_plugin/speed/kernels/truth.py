"""Whether an answer is right: against the oracle in float64, within the bound that the oracle itself names."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnkata_plugin.catalog import suite
from nnkata_plugin.check import tolerance
from nnkata_plugin.speed.kernels.arrays import Arrays
from nnkata_plugin.speed.kernels.rows import Row

OTHERS = 1000.0
"""What another library may be off more than our kernels: it promises less, but computes the same thing."""

COARSE = 2.0**14
"""Nobody may be off by more rounding errors of an answer's largest number: over many steps what the oracle allows grows
beyond all measure, though numbers like these stay tame."""


class Truth:
    """The true answer of a row, and what errors are relative to."""

    def __init__(self, row: Row, arrays: Arrays, dy: Sequence[np.ndarray]) -> None:
        oracle = suite.reference("oracle", row.op)
        verb = row.verbs[-1]
        scaled = "error_scale" if verb == "forward" else f"error_scale_{verb}"
        arguments = [_exact(value) for value in (*(dy if verb == "backward" else ()), *arrays.values())]
        with np.errstate(all="ignore"):
            self._parts = _parts(getattr(oracle, verb)(*arguments, **row.parameters))
            scales = getattr(oracle, scaled)(*arguments, **row.parameters)
        self._scales = scales if isinstance(scales[0], tuple) else (scales,) * len(self._parts)
        # In float64 the oracle is off by as much as the kernel.
        self._factor = 2.0 if row.dtype == "f64" else 1.0
        self._dtype = np.dtype(np.float64 if row.dtype == "f64" else np.float32)

    def objection(self, answer: Sequence[np.ndarray], factor: float = 1.0) -> str | None:
        """What is wrong with an answer, in one line; None where nothing is."""
        if len(answer) != len(self._parts):
            return f"{len(answer)} parts, expected {len(self._parts)}"
        for number, (found, true, scale) in enumerate(zip(answer, self._parts, self._scales, strict=True), 1):
            which = f"part {number}: " if len(answer) > 1 else ""
            if wrong := self._wrong(found, true, scale, factor):
                return which + wrong
        return None

    def _wrong(self, found: np.ndarray, true: Any, scale: tuple[int, Any], factor: float) -> str | None:
        if found.shape != np.shape(true):
            return f"shape {list(found.shape)}, expected {list(np.shape(true))}"
        if np.asarray(true).dtype.kind != "f":
            wrong = int(np.count_nonzero(found != true))
            return f"{wrong} of {found.size} numbers differ" if wrong else None
        if found.dtype != self._dtype:
            return f"dtype {found.dtype}, expected {self._dtype}"
        terms, size = scale
        with np.errstate(all="ignore"):
            bound = np.where(
                np.isfinite(size), tolerance.bound(self._dtype, terms, size, factor * self._factor), np.inf
            )
            most = COARSE * tolerance.epsilon(self._dtype) * np.max(np.abs(true), initial=0.0)
            off = np.abs(found.astype(np.float64) - true)
            outside = ~(off <= np.minimum(bound, most))
        if not outside.any():
            return None
        worst = np.unravel_index(np.argmax(np.where(np.isnan(off), np.inf, off)), off.shape)
        got, expected = float(found[worst]), float(np.asarray(true)[worst])
        counted = f"{np.count_nonzero(outside)} of {off.size} numbers are off"
        return f"{counted}, the worst is {got:.7g} instead of {expected:.7g}"


def _exact(value: Any) -> Any:
    return value.astype(np.float64) if value.dtype.kind == "f" else value


def _parts(answer: Any) -> tuple[Any, ...]:
    return tuple(answer) if isinstance(answer, tuple | list) else (answer,)
