"""Blocks of calls, timed by this process's clock, and the order in which the rungs take their turns."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.inside import steps_for
from nnkata_plugin.speed.place import ANYWHERE
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.statistics import median
from nnkata_plugin.worker import Backend, Limits, sealed

BLOCK = 4e-3
"""Seconds that a block should take: long against a null call, short against whatever else the machine does."""
SLOW = 50e-3
"""Seconds a call from which on fewer rounds have to do."""
MOST_INPUTS = 512
MOST_BYTES = 64 << 20
"""Inputs that lie ready at a time."""
MOST_CALLS = 100_000
GROWTH = 16
"""How many times more calls a block may get at once: one lucky measurement must not make it last for seconds."""
SHORTEST = 20
"""Null calls that a block must outlast: below, the measurement would mostly see the call itself."""


@dataclass
class Runner:
    """A rung in a process of its own, with what was measured of it."""

    rung: Rung
    timed: Timed
    backend: Backend
    owned: bool = False
    """Whether the process serves this size only."""
    count: int = 1
    """Calls a block."""
    estimate: float = 0.0
    """Seconds a call, before the rounds."""
    blocks: list[tuple[float, int]] = field(default_factory=list)
    """Seconds and calls of each block."""
    working: list[float] = field(default_factory=list)
    """Processor seconds of each block, as the kernel counted them; none where it tells nobody."""
    nulls: list[float] = field(default_factory=list)
    processors: frozenset[int] = ANYWHERE
    """Where it is timed."""
    most: int = 1
    """Calls that a block may have."""
    transfer: float | None = None
    """Seconds that one input and its answer take to the device and back."""

    def __post_init__(self) -> None:
        self._steps = steps_for(self.timed)

    def hold(self, inputs: Sequence[tuple[Any, ...]]) -> None:
        self._do("hold", self.rung.prepare, *inputs)

    def block(self, count: int) -> float:
        """Seconds that so many calls took, with the way there and back."""
        start = perf_counter()
        self._do("loop", self.timed.name, count, self.rung.wait)
        return perf_counter() - start

    def null(self) -> float:
        """Seconds that the same request takes when nothing is called."""
        return self.block(0)

    def fetch(self, count: int) -> list[Any]:
        return list(self._do("fetch", count))

    def fetch_inputs(self, count: int) -> list[Any]:
        """The inputs as the calls have left them."""
        return list(self._do("inputs", count))

    def keep(self, answers: Sequence[Any]) -> None:
        """Have answers lie there, ready to be fetched."""
        self._do("keep", *answers)

    def time_the_way(self) -> None:
        """Measure what inputs and answers take to the device and back."""
        self.transfer = median([float(self._do("carry")) for _ in range(5)])

    def only(self, rounds: Sequence[int]) -> "Runner":
        """The same with nothing but these rounds."""
        blocks, working = self.blocks, self.working
        kept = [number for number in rounds if number < len(blocks)]
        if len(working) == len(blocks):
            working = [working[number] for number in kept]
        return replace(self, blocks=[blocks[number] for number in kept], working=working)

    def close(self) -> None:
        if self.owned:
            self.backend.close()

    def _do(self, step: str, *what: Any) -> Any:
        return self.backend.run(self._steps, (step, *what), {}, watch=False).value

    @property
    def null_call(self) -> float:
        """What asking costs at its best: waits that others cause must not be taken off every block."""
        return min(self.nulls)

    @property
    def seconds(self) -> list[float]:
        """The time of one call, from each block."""
        return [max(block - self.null_call, 0.0) / calls for block, calls in self.blocks]

    @property
    def is_mostly_call(self) -> bool:
        return median(self.seconds) * self.count < SHORTEST * self.null_call

    def get_ready(self, inputs: Sequence[tuple[Any, ...]]) -> None:
        """Go where it is timed, measure the null call, and take the inputs of a round."""
        if self.processors:
            self.backend.keep_on(self.processors)  # each time: the code in there may have gone elsewhere
        self.nulls.append(self.null())
        self.hold(inputs)

    def take_turn(self) -> None:
        """One block that counts."""
        before = self.backend.processor()
        self.blocks.append((self.block(self.count), self.count))
        after = self.backend.processor()
        if before is not None and after is not None:
            self.working.append(after - before)

    def settle(self, first: float, most: int) -> None:
        """Find how many calls make a block, beginning with one that took `first` seconds."""
        self.most = MOST_CALLS if self.rung.is_reference else most
        self.nulls += [self.null() for _ in range(5)]
        if first > 4 * SLOW:  # a library's first call may take far longer than its second
            self.estimate = first
            return
        calls, seconds = 1, self.block(1) - self.null_call
        while seconds < BLOCK / 4 and calls < self.most:
            calls = min(self.most, calls * 8)
            seconds = self.block(calls) - self.null_call
        self._count_for(seconds / calls)

    def refine(self) -> None:
        """More calls a block where the machine was busy when they were counted."""
        best = min(self.seconds)
        if best * self.count < max(BLOCK / 2, 1.1 * SHORTEST * self.null_call):
            self._count_for(max(best, self._wanted / (GROWTH * self.count)))

    @property
    def _wanted(self) -> float:
        """Seconds for a block, long enough to be ranked."""
        return max(BLOCK, 1.25 * SHORTEST * self.null_call)

    def _count_for(self, seconds: float) -> None:
        self.estimate = max(seconds, 1e-9)
        self.count = max(self.count, min(self.most, math.ceil(self._wanted / self.estimate)))


def start(rung: Rung, timed: Timed, seconds: float) -> Runner:
    """A runner with a process of its own, which may keep the caller waiting for `seconds` in all."""
    backend = sealed(rung.kind, rung.program, Limits(seconds, rung.memory), rung.isolation)
    return Runner(rung, timed, backend, owned=True)


def room_for(inputs: tuple[Any, ...]) -> int:
    """How many such inputs may lie ready."""
    return max(1, min(MOST_INPUTS, MOST_BYTES // max(1, size_of(inputs))))


def size_of(value: Any) -> int:
    """About how many bytes a value takes."""
    if isinstance(value, list | tuple):
        return 16 * len(value) if value and isinstance(value[0], float) else sum(map(size_of, value))
    return int(getattr(value, "nbytes", 16))


class Turns:
    """The order of the rungs: drawn anew each time, then the same backwards, so that a drift of the machine cancels."""

    def __init__(self) -> None:
        self._order: list[str] = []
        self._backwards = False

    def next(self, runners: Sequence[Runner]) -> list[Runner]:
        if self._backwards and {runner.rung.key for runner in runners} <= set(self._order):
            self._order.reverse()
            self._backwards = False
        else:
            self._order = random.sample(keys := [runner.rung.key for runner in runners], len(keys))
            self._backwards = True
        return sorted(runners, key=lambda runner: self._order.index(runner.rung.key))
