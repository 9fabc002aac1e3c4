"""What this machine can do at best, measured once and kept: no program is faster, and a ladder shows how near it is."""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn import files
from nnkata_plugin.speed.conclusions import CALL_OVERHEAD, ON_THE_PROCESSOR
from nnkata_plugin.speed.environment import environment
from nnkata_plugin.speed.machine import THREADS
from nnkata_plugin.speed.timings import LEARNER, RungTiming, SizeTiming
from nnkata_plugin.speed.work import Roofline, Work, measured, work_of

BELOW = "below the floor"
MARGIN = 0.05
"""A median may be so much under the floor before anybody is accused: both were measured."""
INTERPRETED = 20
"""So many times slower than the fastest reference, and the time goes into the interpreter, whatever there is to do."""
ELSEWHERE = ("torch_cuda",)
"""Rungs that another device carries out."""


class Roof:
    """The limits of this machine, from the cache while it is the same machine, else probed."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or cache_folder() / "roofline.json"
        self._limits: Roofline | None = None
        self._probed = self._repeated = False

    @property
    def limits(self) -> Roofline | None:
        """None without compiled kernels, which measure it."""
        if self._limits is None and not self._probed:
            self._limits = self._kept() or self._probe()
        return self._limits

    def again(self) -> Roofline | None:
        """Probe once more in this run, and keep the better of both: a busy machine looks slower than it is."""
        before = self.limits
        if before is None or self._repeated:
            return before
        self._repeated = True
        return self._probe(before)

    def _probe(self, before: Roofline | None = None) -> Roofline | None:
        self._probed = True
        with suppress(ImportError):
            found = measured(importlib.import_module("nnkata_plugin._kernels"), THREADS)
            self._limits = better(before, found) if before and found else found
            if self._limits:
                self._keep(self._limits)
        return self._limits

    def _kept(self) -> Roofline | None:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            if known.pop("machine") != _machine():
                return None
            return Roofline(**known | {name: tuple(known[name]) for name in ("levels", "sizes")})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None  # whatever it is, it can be measured again

    def _keep(self, limits: Roofline) -> None:
        whole: dict[str, Any] = {"machine": _machine(), **asdict(limits)}
        with suppress(OSError):  # a home that may not be written only costs the probe
            self._file.parent.mkdir(parents=True, exist_ok=True)
            files.put(self._file, (json.dumps(whole, indent=1) + "\n").encode())


def _machine() -> dict[str, Any]:
    """What must be as it was for the limits to be so, too."""
    known = environment()
    return {name: known[name] for name in ("fingerprint", "cpu", "isa", "threads", "nnkata")}


def better(one: Roofline, other: Roofline) -> Roofline:
    """The faster of both, each figure by itself."""
    levels = tuple(map(max, one.levels, other.levels))
    fastest = {name: max(getattr(one, name), getattr(other, name)) for name in ("f32", "f64", "memory")}
    return replace(other, levels=levels, **fastest)


def cache_folder() -> Path:
    """Where the system wants what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nnkata"


def under(roof: Roof, kata: Kata, size: SizeTiming) -> SizeTiming:
    """The size with its floor and what binds it; what is below the floor is not ranked, with the arithmetic."""
    try:
        work = work_of(kata, size) if size.rungs else None
    except Refusal as refusal:  # what was measured is worth showing all the same
        return replace(size, notes=[*size.notes, f"no limit: {refusal}"])
    limits = roof.limits if work else None
    if work is None or limits is None:
        return replace(size, bound=CALL_OVERHEAD if size.learner and size.learner.unranked == CALL_OVERHEAD else "")
    # The references get float32 for a list's floats, and move half of what the day names.
    judged = [rung for rung in size.rungs if rung.rung == LEARNER or kata.facts.arrays != "list"]
    if _too_fast(judged, work.floor(limits)):
        limits = roof.again() or limits
    floor = work.floor(limits)
    fast = _too_fast(judged, floor)
    notes = [*size.notes, *(_arithmetic(rung, work, limits) for rung in fast)]
    rungs = [replace(rung, share=None, verdict="", unranked=BELOW) if rung in fast else rung for rung in size.rungs]
    return replace(size, rungs=_shared(rungs), notes=notes, floor=floor, bound=_bound(size, work, limits))


def _too_fast(rungs: Sequence[RungTiming], floor: float) -> list[RungTiming]:
    return [
        rung
        for rung in rungs
        if rung.rung not in ELSEWHERE and rung.unranked != CALL_OVERHEAD and rung.median < floor / (1 + MARGIN)
    ]


def _shared(rungs: list[RungTiming]) -> list[RungTiming]:
    """The shares anew: the fastest may be gone."""
    fastest = min((rung.median for rung in rungs if rung.share is not None), default=0.0)
    return [rung if rung.share is None else replace(rung, share=fastest / rung.median) for rung in rungs]


def _arithmetic(rung: RungTiming, work: Work, limits: Roofline) -> str:
    floor = work.floor(limits)
    if work.bound(limits) == "memory":
        needs = f"{work.bytes / 1e6:.3g} MB at {limits.bandwidth(work.bytes) / 1e9:.3g} GB/s"
    else:
        needs = f"{work.flops / 1e6:.3g} Mflop at {limits.f32 / 1e9:.3g} GFLOP/s"
    asked = "suspicious: not ranked" if rung.rung == LEARNER else "not ranked: kata.toml asks for too much, or noise"
    return f"{rung.label}: {1e6 * rung.median:.3g} us, but {needs} take {1e6 * floor:.3g} us on this machine. {asked}"


def _bound(size: SizeTiming, work: Work, limits: Roofline) -> str:
    learner = size.learner
    others = [rung.median for rung in size.rungs if rung.rung in ON_THE_PROCESSOR]
    slow = learner is not None and others and learner.median > INTERPRETED * min(others)
    if learner is not None and (learner.unranked == CALL_OVERHEAD or slow):
        return CALL_OVERHEAD
    return work.bound(limits)


ADVICE = {
    CALL_OVERHEAD: "more in each call: whole arrays instead of rows and numbers, a NumPy function instead of a loop",
    "memory": "fewer passes over the data: steps joined, results written in place (out=), no copies, smaller types",
    "compute": "less arithmetic, or more of it in one matrix product, which BLAS does near the peak",
}
NEAR = 0.7


def advice(size: SizeTiming) -> str:
    """What binds, how near the code is, and what to try next; empty where nothing is known."""
    learner = size.learner
    if not size.bound or learner is None:
        return ""
    if size.floor is None or learner.unranked:
        return f"{size.bound} decides. Try {ADVICE[size.bound]}"
    share = 100 * size.floor / learner.median
    told = f"{share:.0f} %" if share >= 1 else f"{share:.1g} %" if share >= 0.1 else "less than 0.1 %"
    if size.floor >= NEAR * learner.median:
        return f"{size.bound} decides: {told} of what this machine can do: little is left to gain"
    return f"{size.bound} decides: {told} of what this machine can do. Try {ADVICE[size.bound]}"
