"""What a run of the worked solution proves about its own checks: what its bounds would refuse, and what its cases were.

Kept only where the audit asks for it (`Trial.prove`): a learner's run costs nothing.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnkata_plugin.check.context import Call, Check

CHANGES = ("zeros", "echo", "float16", "scaled")
"""Wrong answers that every bound has to refuse: nothing but zeros, an argument handed back, the right answer in half
precision, the right answer times 1.001."""
SCALED = 1.001


@dataclass
class Shown:
    """What the cases of one comparison showed of one change."""

    tried: int = 0
    """Cases in which there was such a wrong answer."""
    differing: int = 0
    """Cases in which it was another number than the right one at all."""
    refused: bool = False
    """Whether it fell outside the bound in one of them."""


@dataclass
class Site:
    """One part of one `assert_close` of a test_kata.py in one dtype, over all cases that reached it."""

    line: int
    part: str
    """Which part of a structure: ``['loss'][0]``; empty where the whole is one array or number."""
    dtype: str
    """What the bound was made for."""
    compared: int = 0
    bound: float = 0.0
    """As it was used, in the case where it was least beside the answer."""
    size: float = 0.0
    """The largest expected magnitude in that case."""
    shown: dict[str, Shown] = field(default_factory=lambda: {change: Shown() for change in CHANGES})


class Evidence:
    """Collected while one check runs on the worked solution."""

    def __init__(self) -> None:
        self.features: set[str] = set()
        """Lines of the case policy that a case met."""
        self._sites: dict[tuple[int, str, str], Site] = {}

    def cover(self, feature: str) -> None:
        """Note that a case met a line of the policy."""
        self.features.add(feature)

    def compare(self, part: str, right: Any, limit: Any, dtype: str, check: "Check") -> None:
        """Note which wrong answers a comparison of floats would have refused.

        Args:
            part: Where in the structure.
            right: What was expected, as float64 or complex128, of the answer's shape.
            limit: The bound that was used.
            dtype: What it was made for.
            check: Its file says which line asked; the arguments of the case's calls might be handed back.
        """
        import numpy as np

        if not right.size:
            return
        key = _line_in(str(check.kata.folder / "test_kata.py")), part, dtype
        site = self._sites.setdefault(key, Site(*key))
        size = float(np.max(np.abs(right), where=np.isfinite(right), initial=0))
        bound = float(np.min(limit))
        if not site.compared or bound * site.size < site.bound * size:
            site.bound, site.size = bound, size
        site.compared += 1
        for change, wrong in _wrong_answers(right, check.calls):
            if change == "float16" and dtype in ("float16", "bfloat16"):
                continue
            shown = site.shown[change]
            shown.tried += 1
            with np.errstate(invalid="ignore"):
                same = (wrong == right) | (np.isnan(wrong) & np.isnan(right))
                shown.differing += not same.all()
                shown.refused |= not (same | (np.abs(wrong - right) <= limit)).all()

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        sites = []
        for site in self._sites.values():
            shown = {change: vars(found).copy() for change, found in site.shown.items()}
            sites.append({**vars(site), "shown": shown})
        return {"features": sorted(self.features), "sites": sites}


def _wrong_answers(right: Any, calls: "Sequence[Call]") -> Iterator[tuple[str, Any]]:
    import numpy as np

    yield "zeros", np.zeros_like(right)
    yield "scaled", right * SCALED
    yield "float16", _half(right.real) + 1j * _half(right.imag) if right.dtype.kind == "c" else _half(right)
    for call in calls:
        for argument in _arrays_in((call.args, call.kwargs)):
            if argument.shape == right.shape:
                yield "echo", argument.astype(right.dtype)


def _half(right: Any) -> Any:
    """In half precision. What it happens to hold exactly (0.5, 3, -7) is off by what it may be off by elsewhere.

    No bound could tell a 3 in half precision from a 3; whether the bound is narrow enough to can be told all the same.
    """
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        short = right.astype(np.float16)
        half = short.astype(np.float64)
        if not (half == right).all():
            return half
        return half + np.where(half == 0, 0.0, np.spacing(np.abs(short)).astype(np.float64) / 2)


def _arrays_in(value: Any) -> Iterator[Any]:
    """Every array of numbers in an argument: arrays, nested lists of numbers, plain numbers."""
    import numpy as np

    if isinstance(value, np.ndarray):
        if value.dtype.kind in "fciu":
            yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield np.asarray(value)
    elif isinstance(value, dict):
        yield from _arrays_in(list(value.values()))
    elif isinstance(value, list | tuple):
        try:
            table = np.asarray(value) if isinstance(value, list) else None
        except ValueError:  # ragged
            table = None
        if table is not None and table.dtype.kind in "fciu":
            yield table
        for part in value:
            yield from _arrays_in(part)


def _line_in(file: str) -> int:
    """The line of the innermost frame that runs in a file; 0 if none does."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_lineno if frame is not None else 0
