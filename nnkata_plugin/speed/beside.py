"""What graded code does beside its clock: work that no block shows, told by the processor time of its process.

A program can do its work when it is not timed: as its inputs arrive, between two blocks, in a thread of its own, or
when its answers are fetched. All of that takes processor time, and the kernel counts it. A carrier, a process that
takes the same inputs, calls nothing and hands over the very same answers, shows what is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nnkata_plugin.speed.blocks import Runner, start
from nnkata_plugin.speed.statistics import median
from nnkata_plugin.worker import Program, Verdict

FIRST, EVERY = 5, 8
"""Rounds that are carried: the first ones, then one in so many."""
PART = 0.05
"""Of a call's time, that may be spent beside the clock and is none of the carrier's: less changes no verdict."""
DUE = 0.25
"""Of what the carrier needs, that another process may need more for the same."""
LEAST = 100e-6
"""Seconds a round that mean nothing."""
THREADS = 1.1
"""Processors that one thread may seem to use at once (no thread has two; clocks are read one after the other)."""


@dataclass
class Beside:
    """One graded rung, watched from round to round."""

    runner: Runner
    carrier: Runner
    spent: list[float] = field(default_factory=list)
    """Processor seconds a call outside of the blocks, from each round."""
    carried: list[float] = field(default_factory=list)
    """What the carrier needed for the same, from the rounds that it took part in."""
    failed: str = ""
    """Why the carrier could not do its part."""
    _rounds: int = 0
    _before: float | None = None
    _worked: float = 0.0

    def begin(self) -> None:
        """A round begins: nothing of it has been sent yet."""
        self._before = self.runner.backend.processor()
        self._worked = sum(self.runner.working)

    def end(self, inputs: Sequence[tuple[Any, ...]], answers: Sequence[Any]) -> None:
        """The round's answers are here."""
        after = self.runner.backend.processor()
        if after is None or self._before is None:
            return
        blocks = sum(self.runner.working) - self._worked
        self.spent.append((after - self._before - blocks) / len(answers))
        if not self.failed and (self._rounds < FIRST or self._rounds % EVERY == 0):
            try:
                self._carry(inputs, answers)
            except Verdict as verdict:  # not the rung's own: it may go on
                self.failed = verdict.message
        self._rounds += 1

    def _carry(self, inputs: Sequence[tuple[Any, ...]], answers: Sequence[Any]) -> None:
        carrier = self.carrier
        clocks = [carrier.backend.processor()]
        carrier.get_ready(inputs)
        clocks.append(carrier.backend.processor())
        carrier.keep(answers)
        clocks.append(carrier.backend.processor())
        carrier.fetch(len(answers))
        clocks.append(carrier.backend.processor())
        taken, handed, kept, fetched = (clock or 0.0 for clock in clocks)
        self.carried.append((handed - taken + fetched - kept) / len(answers))
        # What asking costs, where nobody has a reason to make it look dear.
        self.runner.nulls.append(min(carrier.nulls))

    @property
    def is_too_much(self) -> bool:
        """Whether more was done beside the clock than handing over what was asked for."""
        if not self.spent or not self.carried:
            return False
        due = median(self.carried)
        more = median(self.spent) - due
        return more > max(PART * median(self.runner.seconds) + DUE * due, LEAST / self.runner.count)

    def close(self) -> None:
        self.carrier.close()


def watched(runner: Runner, seconds: float) -> Beside:
    """Watch a rung; its carrier is kept in like itself and may keep the caller waiting for `seconds` in all."""
    program = Program(f"def {runner.timed.name}(*inputs): pass".encode(), "the carrier")
    rung = replace(runner.rung, key=f"{runner.rung.key}'s carrier", program=program)
    return Beside(runner, start(rung, runner.timed, seconds))


def is_parallel(runner: Runner) -> bool:
    """Whether its blocks took more processor time than one thread can have."""
    walls = [seconds for seconds, _ in runner.blocks[-len(runner.working) :]]
    return bool(runner.working) and sum(runner.working) > THREADS * sum(walls)
