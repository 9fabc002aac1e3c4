"""What graded code does beside its clock: work that no block shows, told by the processor time of its process.

A program can do its work when it is not timed: as its inputs arrive, between two blocks, in a thread of its own, or
when its answers are fetched. All of that takes processor time, and the kernel counts it. What is due is shown by the
witness, whose answers are fetched too, and by a carrier: a process that takes the same inputs, calls nothing and hands
over the very same answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nnkata_plugin.speed.blocks import Runner, start
from nnkata_plugin.speed.statistics import FEWEST, median, median_interval
from nnkata_plugin.worker import Program, Verdict

PART = 0.05
"""Of a call's time, that may be spent beside the clock and is none of the carrier's: less changes no verdict."""
DUE = 0.10
"""Of what is due, that another process may need more for the same."""
LEAST = 100e-6
"""Seconds a round that mean nothing."""
THREADS = 1.1
"""Processors that one thread may seem to use at once (no thread has two; clocks are read one after the other)."""


class Meter:
    """Reads, round by round, what a rung's process does outside of its blocks."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._before: float | None = None
        self._worked = 0.0

    def begin(self) -> None:
        """A round begins: nothing of it has been sent yet."""
        self._before = self._runner.backend.processor()
        self._worked = sum(self._runner.working)

    def end(self, calls: int) -> float | None:
        """Processor seconds a call, once the round's answers are here; None where the system does not tell."""
        after = self._runner.backend.processor()
        if after is None or self._before is None:
            return None
        return (after - self._before - (sum(self._runner.working) - self._worked)) / calls


@dataclass
class Beside:
    """One graded rung, watched from round to round."""

    runner: Runner
    carrier: Runner
    spent: list[float] = field(default_factory=list)
    """Processor seconds a call outside of the blocks, from each round."""
    due: list[float] = field(default_factory=list)
    """What others needed for the same, from each round."""
    failed: str = ""
    """Why the carrier could not do its part."""

    def __post_init__(self) -> None:
        self._meter = Meter(self.runner)

    def begin(self) -> None:
        self._meter.begin()

    def end(self, inputs: Sequence[tuple[Any, ...]], answers: Sequence[Any], witnessed: float | None) -> None:
        """The round's answers are here.

        Args:
            witnessed: What the witness needed a call. Who has computed finds its memory in less order than the carrier,
                and the witness may have got arrays for lists: so the dearer of the two says what is due.
        """
        spent = self._meter.end(len(answers))
        if spent is None or self.failed:
            return
        try:
            carried = self._carry(inputs, answers)
        except Verdict as verdict:  # not the rung's own: it may go on
            self.failed = verdict.message
            return
        self.spent.append(spent)
        self.due.append(max(carried / len(answers), witnessed or 0.0))

    def _carry(self, inputs: Sequence[tuple[Any, ...]], answers: Sequence[Any]) -> float:
        """Processor seconds for all that is due in a round."""
        carrier = self.carrier
        clocks = [carrier.backend.processor()]
        carrier.get_ready(inputs)
        clocks.append(carrier.backend.processor())
        carrier.keep(answers)
        clocks.append(carrier.backend.processor())
        carrier.fetch(len(answers))
        clocks.append(carrier.backend.processor())
        taken, handed, kept, fetched = (clock or 0.0 for clock in clocks)
        # What asking costs, where nobody has a reason to make it look dear.
        self.runner.nulls.append(min(carrier.nulls))
        return handed - taken + fetched - kept

    @property
    def is_too_much(self) -> bool:
        """Whether it is certain that more was done beside the clock than handing over what was asked for."""
        if len(self.spent) < FEWEST or min(self.due) <= 0:
            return False
        due = median(self.due)
        certain = median_interval([mine / its for mine, its in zip(self.spent, self.due, strict=True)]).low
        return due * (certain - 1) > max(PART * median(self.runner.seconds) + DUE * due, LEAST / self.runner.count)

    @property
    def charged(self) -> list[float]:
        """The time of one call from each round, with what was done beside the clock and was not due."""
        over = [max(0.0, mine - (1 + DUE) * its) for mine, its in zip(self.spent, self.due, strict=True)]
        return [seconds + more for seconds, more in zip(self.runner.seconds, over, strict=False)]

    def only(self, rounds: Sequence[int]) -> "Beside":
        """The same with nothing but these rounds; all of them, where some round could not be watched."""
        spent, due = self.spent, self.due
        if len(spent) == len(self.runner.blocks):
            kept = [number for number in rounds if number < len(spent)]  # whoever fails stops before the others
            spent, due = [spent[number] for number in kept], [due[number] for number in kept]
        return replace(self, runner=self.runner.only(rounds), spent=spent, due=due)

    def close(self) -> None:
        self.carrier.close()


def watched(runner: Runner, seconds: float) -> Beside:
    """Watch a rung; its carrier is kept in like itself and may keep the caller waiting for `seconds` in all."""
    program = Program(f"def {runner.timed.name}(*inputs): pass".encode(), "the carrier")
    rung = replace(runner.rung, key=f"{runner.rung.key}'s carrier", program=program)
    carrier = start(rung, runner.timed, seconds)
    carrier.processors = runner.processors
    return Beside(runner, carrier)


def is_parallel(runner: Runner) -> bool:
    """Whether its blocks took more processor time than one thread can have."""
    walls = [seconds for seconds, _ in runner.blocks[-len(runner.working) :]]
    return bool(runner.working) and sum(runner.working) > THREADS * sum(walls)
