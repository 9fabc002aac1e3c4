"""The figures of a benchmark, as a JSON file has them; and what they come to."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from nnkata_plugin.speed.statistics import Interval

VERSION = 1
NOISY = 0.05
"""A control that differs from itself by more: the machine was busy."""


@dataclass(frozen=True)
class Against:
    """What the kernel was compared with, and how many times faster the kernel was."""

    name: str
    seconds: float
    speedup: Interval
    verdict: str
    at_most: float | None = None
    """How many times faster a call at this machine's limit would be: no kernel's ratio is larger."""


@dataclass(frozen=True)
class State:
    """What was measured with the inputs in one place: in the caches, or in memory."""

    seconds: float
    rate: float
    unit: str
    """``GFLOP/s`` where arithmetic is the limit, ``GB/s`` where memory is."""
    share: float | None
    """Of the limit."""
    rounds: int
    called: Against | None
    best: Against | None
    noise: Interval
    """The kernel against itself."""

    @property
    def is_noisy(self) -> bool:
        return abs(self.noise.middle - 1) > NOISY


@dataclass
class RowResult:
    """One line of the table."""

    op: str
    title: str
    verb: str
    dtype: str
    inputs: Mapping[str, Sequence[int]]
    parameters: Mapping[str, Any]
    flops: float
    bytes: float = 0.0
    written: float = 0.0
    """How many of the bytes."""
    form: str = ""
    """How the kernel was called, where it is not plainly: ``packed weights``."""
    wrong: str = ""
    unranked: str = ""
    """Why it does not count, though its answer is right."""
    hot: State | None = None
    memory: State | None = None
    floor: float | None = None
    floor_best: float | None = None
    floor_met: str = ""
    floor_best_met: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.op} {self.title}"

    @property
    def ranked(self) -> State | None:
        """The state that counts, unless nothing may be said."""
        return None if self.wrong or self.unranked else self.hot


def floor_met(floor: float | None, against: Against | None) -> str:
    """``met``, ``missed``, ``close``: the interval reaches it, the median does not; or ``beyond``: a kernel at this
    machine's limit would miss it as well."""
    if floor is None or against is None:
        return ""
    if against.speedup.middle >= floor:
        return "met"
    if against.at_most is not None and against.at_most < floor:
        return "beyond"
    return "close" if against.speedup.high >= floor else "missed"


@dataclass
class Report:
    """A whole run."""

    machine: str
    kind: str
    """The kind of machine whose floors are held up; empty where none are."""
    isa: str
    threads: int
    threads_are: str
    libraries: dict[str, str]
    limits: dict[str, Any] | None
    reference: str
    """``PyTorch``, or what stands in for it."""
    expected: int = 0
    """Rows that there are."""
    paths: dict[str, list[str]] = field(default_factory=dict)
    rows: list[RowResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    def summary(self) -> dict[str, Any]:
        """What all ranked rows come to; shares are of 1."""
        ranked = [row.ranked for row in self.rows if row.ranked]
        ratios = [state.called.speedup.middle for state in ranked if state.called]
        shares = [state.share for state in ranked if state.share is not None]
        floors = [word for row in self.rows for word in (row.floor_met, row.floor_best_met) if word]
        return {
            "rows": len(self.rows),
            "ranked": len(ratios),
            "wrong": sum(bool(row.wrong) for row in self.rows),
            "noisy": sum(bool(row.hot and row.hot.is_noisy) for row in self.rows),
            "geometric_mean": math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else None,
            "fast_1": _share(ratios, 1),
            "fast_2": _share(ratios, 2),
            "above_50": _share(shares, 0.5),
            "above_80": _share(shares, 0.8),
            "floors_met": floors.count("met"),
            "floors_beyond": floors.count("beyond"),
            "floors": len(floors),
        }

    def figures(self) -> dict[str, Any]:
        """As plain values. What is a share is of 1, what is a time in seconds, a speedup how many times faster."""
        return {"version": VERSION, "command": "bench kernels", **asdict(self), "summary": self.summary()}


def _share(values: Sequence[float], limit: float) -> float | None:
    return sum(value > limit for value in values) / len(values) if values else None
