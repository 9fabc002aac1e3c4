"""The measurement of a day: which sizes, what each may take, and the rounds at one size."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.check.bench import Timed, timed_in
from nnkata_plugin.speed import rungs as rungs_room
from nnkata_plugin.speed.cost import Cost
from nnkata_plugin.speed.counting import counted
from nnkata_plugin.speed.pulse import Pulse
from nnkata_plugin.speed.roof import Roof, under
from nnkata_plugin.speed.rounds import Rounds, TooSlowError
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.timings import LEARNER, DayTiming, SizeTiming
from nnkata_plugin.worker import PORTABLE, Backend, Isolation, Limits, Verdict, sealed, source_of

LEAST = 1.0
"""Seconds that a size is given even when the budget is used up: a line with few rounds says more than none."""
PATIENT = 3600.0
"""Seconds that a reference may keep us waiting: it is no endless loop."""

Progress = Callable[[str, float], None]
"""Told what is timed now, and how much of the day is done."""


@dataclass(frozen=True)
class Size:
    """One thing to time: a function and its axes."""

    timed: Timed
    axes: dict[str, int]
    weight: int
    """Its part of the budget, beside the others': the later in kata.toml, the longer a call."""

    @property
    def words(self) -> str:
        return " ".join(f"{axis}={length}" for axis, length in self.axes.items())

    @property
    def label(self) -> str:
        return f"{self.timed.name} {self.words}"


def sizes_of(kata: Kata, module: Any) -> list[Size]:
    """What a day wants timed, the small sizes first: each `@bench` function at each size whose axes it takes."""
    found: list[Size] = []
    for weight, axes in enumerate(kata.facts.bench.sizes, 1):
        for timed in timed_in(module):
            wanted = list(inspect.signature(timed.inputs).parameters)[1:]
            taken = {axis: axes[axis] for axis in wanted if axis in axes}
            if len(taken) == len(wanted) and not any(size.timed == timed and size.axes == taken for size in found):
                found.append(Size(timed, taken, weight))
    return found


class Ladder:
    """The rungs of a day, each a process; `climb` times them at every size."""

    def __init__(
        self,
        kata: Kata,
        implementation: Implementation,
        isolation: Isolation = PORTABLE,
        own: Implementation | None = None,
        roof: Roof | None = None,
    ) -> None:
        self._kata = kata
        self._isolation = isolation
        self._rungs, absent = rungs_room.rungs_of(kata, implementation, isolation, own)
        self._references: dict[str, Backend] = {}
        self._roof = roof or Roof()
        self._pulse = Pulse()
        self._costs: dict[str, Cost] = {}
        self._paces: dict[str, float] = {}
        """Of each function: how many times longer than the fastest reference the plain loops took."""
        self.timing = DayTiming(kata.day, kata.facts.title, implementation.name, implementation.digest, notes=absent)

    def climb(self, sizes: Sequence[Size], budget: float, progress: Progress) -> DayTiming:
        """Time every size within the budget.

        Args:
            sizes: What is timed, the small ones first: what they do not use up is left to the large ones.
            budget: Seconds for all of them, and for the start of the libraries.
            progress: Told before each round.
        """
        end = monotonic() + budget
        progress("starting the rungs", 0.0)
        with closing(self):
            self._start_references()
            self._count(sizes)
            self._roof.limits  # noqa: B018  (probed now if at all, beside nothing that is timed)
            for number, size in enumerate(sizes):
                weights = [other.weight for other in sizes[number:]]
                share = max(LEAST, (end - monotonic()) * size.weight / sum(weights))

                def tell(part: float, number: int = number, size: Size = size) -> None:
                    progress(size.label, (number + part) / len(sizes))

                tell(0.0)
                timed = self._measure(size, share, budget, tell)
                timed = under(self._roof, self._kata, timed)
                self.timing.sizes.append(replace(timed, cost=self._costs.get(size.timed.name)))
        progress("done", 1.0)
        return self.timing

    def rungs_at(self, size: Size) -> list[Rung]:
        """The rungs of a size; where no reference times the same, the worked solution stands in."""
        rungs = [rung for rung in self._rungs if rung.has(size.timed)]
        if any(rung.is_reference for rung in rungs):
            return rungs
        return [*rungs, rungs_room.worked_solution(self._kata, self._isolation)]

    def close(self) -> None:
        for backend in self._references.values():
            backend.close()
        self._references.clear()

    def _start_references(self) -> None:
        """All at once, for each imports its library; then see which of them can work here."""
        references = [rung for rung in self._rungs if rung.is_reference]
        for rung in references:
            limits = Limits(PATIENT, rung.memory)
            self._references[rung.key] = sealed(rung.kind, rung.program, limits, rung.isolation)
        for rung in references:
            if trouble := _trouble(rung, self._references[rung.key]):
                self.timing.notes.append(trouble)
                self._rungs.remove(rung)
                self._references.pop(rung.key).close()
            elif rung.isolation.tier != self._isolation.tier:
                self.timing.notes.append(rungs_room.NOT_CONFINED)

    def _count(self, sizes: Sequence[Size]) -> None:
        """What the code costs whatever the machine, at the smallest size of each function."""
        learner = next(rung for rung in self._rungs if rung.key == LEARNER)
        solution = rungs_room.worked_solution(self._kata, self._isolation)
        for size in sizes:
            if size.timed.name not in self._costs:
                self._costs[size.timed.name] = counted(self._kata, size.timed, size.axes, learner, solution)

    def _measure(self, size: Size, share: float, budget: float, tell: Callable[[float], None]) -> SizeTiming:
        rungs = self.rungs_at(size)
        name = size.timed.name
        patience = max(share, budget / 10)
        kata, references, pulse = self._kata, self._references, self._pulse
        with closing(Rounds(kata, size.timed, size.axes, rungs, references, share, patience, pulse)) as rounds:
            try:
                rounds.run(tell, self._paces.get(name, 0.0))
            except TooSlowError as slow:
                rounds.notes.append(f"{slow}: too long for --kata-budget {budget:g}")
            self._paces[name] = rounds.naive_pace or self._paces.get(name, 0.0)
            return rounds.timing()


def _trouble(rung: Rung, backend: Backend) -> str | None:
    """Why a reference cannot be timed here, as a line; None when it can."""

    def ready(kata: object) -> bool:
        return True

    def device(kata: object) -> bool:
        import torch

        return bool(torch.cuda.is_available())

    try:
        there = backend.run(source_of(device if rung.prepare else ready), (), {}).value
    except Verdict as verdict:
        return f"{rung.label}: {verdict.message}"
    except Exception as error:  # noqa: BLE001  (its program is ours, but what it imports is whatever is installed)
        return f"{rung.label}: {type(error).__name__}: {error}"
    return None if there else rungs_room.NO_CUDA
