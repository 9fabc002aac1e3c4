"""A row from its inputs to its figures, and all rows within their time."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from nnkata_plugin.legible import one_line
from nnkata_plugin.speed.kernels import arrays, blocks, contenders
from nnkata_plugin.speed.kernels.arrays import Arrays
from nnkata_plugin.speed.kernels.blocks import Clock, Turns
from nnkata_plugin.speed.kernels.contenders import BEST, CALLED, CONTROL, Contender
from nnkata_plugin.speed.kernels.limits import Limits
from nnkata_plugin.speed.kernels.results import Against, RowResult, State, floor_met
from nnkata_plugin.speed.kernels.rows import Row
from nnkata_plugin.speed.kernels.truth import OTHERS, Truth
from nnkata_plugin.speed.pulse import Pulse
from nnkata_plugin.speed.statistics import Interval, verdict

LEAST = 0.3
"""Seconds that the rounds of a row get even when the time is used up."""
HOT = 0.7
"""Of a row's time, for the inputs in the caches, where they are timed from memory as well."""
COMPUTE_BOUND = 8.0
"""Flops a byte from which on a speed is told in flops, where no limits are known."""
IMPOSSIBLE = 1.15
"""Of the limit: whoever is faster has not done the work."""

Tell = Callable[[str, float], None]


class Bench:
    """Everything that the rows share: the kernels, what they are compared with, the clock."""

    def __init__(
        self,
        compiled: Any,
        torch: Any = None,
        limits: Limits | None = None,
        kind: str = "",
        clock: Clock = perf_counter,
        probe: Callable[[], float] | None = None,
        seed: int | None = None,
    ) -> None:
        """Prepare to measure.

        Args:
            compiled: The module of the kernels.
            torch: PyTorch; without it NumPy stands in.
            limits: What the machine can do at best.
            kind: The kind of machine, as the rows' floors name it, or `OTHER`.
            clock: Seconds.
            probe: The speed of the machine right now, in any unit.
            seed: Of the order in which turns are taken.
        """
        self._compiled, self._torch, self._limits, self._kind = compiled, torch, limits, kind
        self._clock, self._seed = clock, seed
        self._pulse = Pulse(probe)

    def run(self, rows: Sequence[Row], budget: float, tell: Tell = lambda what, part: None) -> Iterator[RowResult]:
        """Measure each row; what a row does not use up is left to the others.

        Args:
            rows: What is timed.
            budget: Seconds for all of them.
            tell: Told what is timed and how much is done.
        """
        end = self._clock() + budget
        for number, row in enumerate(rows):
            share = (end - self._clock()) / (len(rows) - number)
            tell(row.label, number / len(rows))
            yield self.measure(row, self._clock() + share)
        tell("done", 1.0)

    def measure(self, row: Row, until: float) -> RowResult:
        """One row. `until` is when it should be done by the clock."""
        shapes = {name: list(shape) for name, shape in row.inputs.items()}
        result = RowResult(row.op, row.title, row.verb, row.dtype, shapes, dict(row.parameters), row.flops)
        try:
            timed = self._ready(row, result)
        except Exception as error:  # noqa: BLE001  (whatever a kernel raises is told in its row; the others go on)
            result.wrong = one_line(f"{type(error).__name__}: {error}")
        if result.wrong:
            return result
        given, moved, written, several = timed
        result.bytes = row.bytes or moved
        result.written = min(written, result.bytes)
        sets = arrays.sets_for_memory(given, row.flops, result.bytes)
        now = self._clock()
        part = max(LEAST, until - now) * (HOT if sets else 1.0)
        result.hot = self._state(row, result, several, now + part, blocks.ENOUGH)
        if sets:
            spread = [given] + [arrays.copied(given) for _ in range(sets - 1)]
            for contender in several:
                contender.hold(spread)
            until = max(until, self._clock() + LEAST)
            result.memory = self._state(row, result, several, until, blocks.ENOUGH_FROM_MEMORY)
        self._conclude(row, result)
        return result

    def _ready(self, row: Row, result: RowResult) -> tuple[Arrays, float, float, list[Contender]]:
        """Inputs, the bytes that have to move and those of them that are written, and everyone whose answer is right:
        ours first, the control last."""
        given = arrays.drawn(row)
        dy = self._gradients(row, given)
        kernel = (row.kernels(self._compiled) or [])[-1]
        shapes: list[tuple[int, ...]] = []
        if row.out:
            shapes = [part.shape for part in contenders.arrays_of(kernel(*given.values(), **row.parameters))]
        ours = contenders.kernel_calls(row, self._compiled, dy, shapes)
        ours.hold([given])
        answer = ours.answer()
        truth = Truth(row, given, dy)
        result.form, result.wrong = ours.name, truth.objection(answer) or ""
        written = sum(part.nbytes for part in answer)
        moved = arrays.size_of(given) + written + sum(part.nbytes for part in dy)
        if result.wrong:
            return given, moved, written, []
        several = [ours]
        for other in self._others(row, dy, result):
            try:
                other.hold([given])
                objection = truth.objection(other.answer(), OTHERS)
            except Exception as error:  # noqa: BLE001  (a version of PyTorch may refuse what another can do)
                objection = one_line(f"{type(error).__name__}: {error}")
            if objection:
                result.notes.append(f"{other.name or 'PyTorch'}: left out: {objection}")
            else:
                several.append(other)
        control = contenders.kernel_calls(row, self._compiled, dy, shapes)
        control.key = CONTROL
        control.hold([given])
        return given, moved, written, [*several, control]

    def _gradients(self, row: Row, given: Arrays) -> tuple[np.ndarray, ...]:
        """Gradients of the forward's answers, for what goes back."""
        if "backward" not in row.verbs:
            return ()
        answer = contenders.arrays_of(getattr(self._compiled, row.op)(*given.values(), **row.parameters))
        rng = np.random.default_rng(7042)
        return tuple(
            arrays.aligned(rng.standard_normal(part.shape).astype(part.dtype))
            for part in answer
            if part.dtype.kind == "f"
        )

    def _others(self, row: Row, dy: Sequence[np.ndarray], result: RowResult) -> list[Contender]:
        if self._torch is None:
            return [contenders.numpy_calls(row, dy)]
        if why := contenders.cannot_call(row):
            result.notes.append(f"PyTorch: left out: {why}")
            return []
        return list(contenders.torch_calls(row, self._torch, dy))

    def _state(self, row: Row, result: RowResult, several: list[Contender], until: float, enough: int) -> State:
        turns = Turns(several, self._clock, self._pulse.felt, self._seed)
        turns.warm_up()
        turns.run(until, enough)
        rounds = self._pulse.steady(turns.speeds, here=True)
        ours, control = several[0], several[-1]
        seconds = blocks.seconds_of(ours, rounds)
        from_memory = len(ours.calls) > 1
        flops, moved = row.flops, result.bytes
        arithmetic, least = flops >= COMPUTE_BOUND * moved, None
        if limits := self._limits:
            computing = limits.computing(row.dtype, flops)
            moving = limits.moving(moved - result.written, result.written, from_memory)
            arithmetic, least = computing >= moving, max(computing, moving)
        shortest = least + limits.call if limits and least else None
        others = {other.key: _against(other, ours, rounds, shortest) for other in several[1:-1]}
        return State(
            seconds=seconds,
            rate=(flops if arithmetic else moved) / seconds / 1e9,
            unit="GFLOP/s" if arithmetic else "GB/s",
            share=least / seconds if least else None,
            rounds=len(turns.speeds),
            called=others.get(CALLED),
            best=others.get(BEST),
            noise=blocks.interval(control.blocks, ours.blocks, rounds),
        )

    def _conclude(self, row: Row, result: RowResult) -> None:
        hot = result.hot
        if hot is None:
            return
        if hot.share is not None and hot.share > IMPOSSIBLE:
            result.unranked = "faster than this machine can be"
        if self._limits and self._limits.shared:
            result.unranked = "cores shared"
        if self._torch is None or result.unranked:
            return
        result.floor, result.floor_best = row.asked(self._kind)
        result.floor_met = floor_met(result.floor, hot.called)
        result.floor_best_met = floor_met(result.floor_best, hot.best)


def _against(other: Contender, ours: Contender, rounds: Sequence[int], shortest: float | None) -> Against:
    speedup = blocks.interval(other.blocks, ours.blocks, rounds)
    time_ratio = Interval(1 / speedup.high, 1 / speedup.middle, 1 / speedup.low)
    # The limit is what the machine does undisturbed, so it is compared with the block that was disturbed least.
    at_most = min(other.blocks) / shortest if shortest else None
    return Against(other.name, blocks.seconds_of(other, rounds), speedup, verdict(time_ratio), at_most)
