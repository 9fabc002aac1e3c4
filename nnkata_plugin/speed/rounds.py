"""The rounds at one size: fresh inputs for every rung, a block of each in turn, and the learner's answers checked."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.answers import Answers, WrongAnswerError, table_of
from nnkata_plugin.speed.beside import Beside, Meter, watched
from nnkata_plugin.speed.blocks import SLOW, Runner, Turns, room_for, start
from nnkata_plugin.speed.conclusions import against, conclude, reference_among
from nnkata_plugin.speed.place import ANYWHERE, on_the_fastest
from nnkata_plugin.speed.pulse import Pulse
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.statistics import FEWEST
from nnkata_plugin.speed.timings import CONTROL, LEARNER, OWN, SizeTiming
from nnkata_plugin.worker import Backend, Todo, Verdict

ENOUGH = 30
ENOUGH_WHEN_SLOW = 5
MOST = 100
PRECISE = 0.02
"""From `ENOUGH` rounds on, an interval within this ends the measurement."""
VARIETY = 32
"""Inputs that a rung with many calls a block goes through, so that none stays in the nearest cache alone."""
LOOKS = 3
"""In one round of so many, drawn by lot, the inputs are fetched, too: were they changed?"""
NAIVE_SHARE = 0.25
"""Of a size's time, for the plain loops: they are there to be seen, not to be graded."""
WITNESSES = ("rust", "numpy", "torch_cpu", "solution")
"""Whose answers the learner's are compared with: the fastest that is there."""


class TooSlowError(Exception):
    """A call takes longer than the budget allows."""


class Rounds:
    """One function at one size."""

    def __init__(
        self,
        kata: Kata,
        timed: Timed,
        axes: Mapping[str, int],
        rungs: Sequence[Rung],
        references: Mapping[str, Backend],
        share: float,
        patience: float,
        pulse: Pulse | None = None,
    ) -> None:
        """Prepare to measure.

        Args:
            share: Seconds that all rounds may take together.
            patience: Seconds that one call of the learner's code may take.
            pulse: Of the machine, felt since the ladder began.
        """
        import numpy as np

        self.notes: list[str] = []
        self.wrong = ""
        self._kata, self._timed, self._axes = kata, timed, dict(axes)
        self._rungs, self._references = rungs, references
        self._share, self._patience = share, patience
        self.seed = secrets.randbits(53)  # nobody knows it before: no answer can be prepared. JSON keeps so many bits
        self._rng = np.random.default_rng(self.seed)
        self._answers = Answers(kata, timed)
        self._runners: dict[str, Runner] = {}
        self._watched: dict[str, Beside] = {}
        self._meter: Meter | None = None
        self._witnessed: float | None = None
        self._turns = Turns()
        self._processors = ANYWHERE
        self._pulse = pulse or Pulse()
        self._speeds: list[float] = []
        """The least that was felt between the blocks of each round."""
        self._most = self._pool = 1
        self.naive_pace = 0.0

    def run(self, tell: Callable[[float], None], naive_pace: float = 0.0) -> None:
        """Measure until the interval is narrow, the rounds suffice or the time is used up.

        Args:
            tell: Told how much is done.
            naive_pace: How many times longer than the fastest reference the plain loops took at a smaller size.

        Raises:
            TooSlowError: The learner's code cannot be timed within the share.
        """
        with on_the_fastest(self._pulse) as self._processors:
            self._run(tell, naive_pace)

    def _run(self, tell: Callable[[float], None], naive_pace: float) -> None:
        begin = monotonic()
        self.naive_pace = naive_pace
        self._begin()
        rounds = 0
        while not self.wrong:
            before = monotonic()
            self._round(rounds)
            rounds += 1
            now = monotonic()
            tell(min(1.0, max((now - begin) / self._share, rounds / ENOUGH)))
            # The next round would take as long as this one: a share is not to be overrun for more than a verdict needs.
            over = now - begin + (now - before if rounds >= FEWEST else 0.0) >= self._share
            if over or rounds >= MOST or self._suffices(rounds):
                break
        for runner in list(self._runners.values()):
            if runner.rung.prepare and runner.blocks:
                self._ask(runner, runner.time_the_way)

    def timing(self) -> SizeTiming:
        """What was found, in the rounds in which the machine was steady."""
        kept = self._pulse.steady(self._speeds)
        runners = [runner.only(kept) for runner in self._runners.values()]
        watched = {key: beside.only(kept) for key, beside in self._watched.items()}
        notes = list(self.notes)
        if left_out := len(self._speeds) - len(kept):
            notes.append(f"{left_out} of {len(self._speeds)} rounds do not count: the machine was slower in them")
        return conclude(self._kata.day, self._timed.name, self._axes, runners, notes, self.wrong, self.seed, watched)

    def close(self) -> None:
        for runner in self._runners.values():
            runner.close()
        for beside in self._watched.values():
            beside.close()

    def _begin(self) -> None:
        """Start the rungs, see that their first answers are right, and find how many calls make a block."""
        first = self._inputs()
        self._answers.learn(first)
        self._most = room_for(first)
        for rung in sorted(self._rungs, key=lambda rung: rung.key == "naive"):
            if rung.key == "naive" and (foreseen := self.naive_pace * self._fastest) > NAIVE_SHARE * self._share:
                self.notes.append(f"naive: left out: about {foreseen:.2g} s a call")
                continue
            runner = self._runners[rung.key] = self._placed(rung)
            self._ask(runner, self._first_call, runner, first)
            if self.wrong:
                return
        if naive := self._runners.get("naive"):
            self.naive_pace = naive.estimate / self._fastest if self._fastest else 0.0
            if naive.estimate * naive.count > NAIVE_SHARE * self._share:
                self._leave_out(naive, f"{naive.estimate:.2g} s a call")
        learner = self._runners[LEARNER]
        if learner.estimate > self._patience:
            raise TooSlowError(f"{learner.rung.label}: {learner.estimate:.2g} s a call")
        self._start_control(first)
        for runner in self._graded:
            self._watched[runner.rung.key] = watched(runner, max(self._kata.facts.deadline, 3 * self._share))
        self._share_out()

    def _start_control(self, first: tuple[Any, ...]) -> None:
        """The reference in a second process: what the two differ by is the noise of all that is said here."""
        if reference := reference_among(list(self._runners.values())):
            rung = replace(reference.rung, key=CONTROL, label=f"{reference.rung.label} once more")
            control = self._runners[CONTROL] = self._placed(rung)
            self._ask(control, self._first_call, control, first)

    @property
    def _graded(self) -> list[Runner]:
        """Those whose every answer is looked at: the code that is timed, and one's own beside it."""
        return [runner for key in (LEARNER, OWN) if (runner := self._runners.get(key))]

    def _share_out(self) -> None:
        """How many inputs a round needs: as many as a graded block has calls, and the witness answers them all."""
        if witness := self._witness:
            witness.count = max(witness.count, *(runner.count for runner in self._graded))
        reference = reference_among(list(self._runners.values()))
        if reference and CONTROL in self._runners:
            self._runners[CONTROL].count = reference.count
        repeating = [runner.count for runner in self._runners.values() if runner.rung.is_reference]
        once = [runner.count for runner in self._runners.values() if not runner.rung.is_reference]
        self._pool = min(self._most, max(*once, min(VARIETY, max(repeating, default=1))))

    def _placed(self, rung: Rung) -> Runner:
        runner = self._started(rung)
        if not rung.prepare:  # what drives a device has threads of its own
            runner.processors = self._processors
        return runner

    def _started(self, rung: Rung) -> Runner:
        if rung.key in self._references:
            return Runner(rung, self._timed, self._references[rung.key])
        if rung.key == "naive":
            return start(rung, self._timed, max(1.0, 2 * NAIVE_SHARE * self._share))
        return start(rung, self._timed, max(self._kata.facts.deadline, 3 * self._share))

    def _first_call(self, runner: Runner, inputs: tuple[Any, ...]) -> None:
        runner.hold([_for(runner, inputs)])
        seconds = runner.block(1)
        self._answers.first(runner.fetch(1)[0])
        runner.settle(seconds, self._most)

    def _round(self, number: int) -> None:
        naive = self._runners.get("naive")
        busy = list(self._runners.values())
        if naive and (number + 1) * naive.estimate * naive.count > NAIVE_SHARE * self._share:
            busy.remove(naive)
        pool = [self._inputs() for _ in range(self._pool)]
        arrays = [as_arrays(inputs) for inputs in pool]
        self._begin_watching()
        for runner in busy:
            ready = (arrays if runner.rung.is_reference else pool)[: runner.count]
            self._ask(runner, runner.get_ready, ready)
        felt = [self._pulse.felt()]
        for runner in self._turns.next([runner for runner in busy if self._lives(runner)]):
            self._ask(runner, runner.take_turn)
            felt.append(self._pulse.felt())
        self._speeds.append(min(felt))
        self._check_answers(pool)
        for runner in self._runners.values():
            if runner.blocks:
                runner.refine()
        self._share_out()

    def _begin_watching(self) -> None:
        self._meter = Meter(witness) if (witness := self._witness) else None
        if self._meter:
            self._meter.begin()
        for runner in self._graded:
            self._watched[runner.rung.key].begin()

    def _check_answers(self, inputs: list[tuple[Any, ...]]) -> None:
        """Compare every answer of a graded block with the witness's, and sometimes the inputs with what they were."""
        witness = self._witness
        if self.wrong or witness is None:
            return
        wanted = max(runner.count for runner in self._graded)
        right = self._ask(witness, witness.fetch, wanted) or []
        if len(right) == wanted:  # fewer: the witness has just taken over from one that failed
            self._witnessed = self._meter.end(wanted) if self._meter else None
            for runner in self._graded:
                self._ask(runner, self._compare, runner, inputs[: runner.count], right[: runner.count])

    def _compare(self, runner: Runner, inputs: list[tuple[Any, ...]], right: list[Any]) -> None:
        answers = runner.fetch(runner.count)
        beside = self._watched[runner.rung.key]
        beside.end(inputs, answers, self._witnessed)
        if beside.failed and (note := f"{runner.rung.label}: could not be watched: {beside.failed}") not in self.notes:
            self.notes.append(note)
        self._answers.later(answers, right)
        if self._answers.leaves_inputs_alone and (runner.estimate > SLOW or secrets.randbelow(LOOKS) == 0):
            self._answers.unchanged(runner.fetch_inputs(runner.count), inputs)

    @property
    def _fastest(self) -> float:
        """Seconds a call of the fastest reference."""
        return min((runner.estimate for runner in self._runners.values() if runner.rung.is_reference), default=0.0)

    @property
    def _witness(self) -> Runner | None:
        return next((runner for key in WITNESSES if (runner := self._runners.get(key))), None)

    def _suffices(self, rounds: int) -> bool:
        learner, reference = self._runners[LEARNER], reference_among(list(self._runners.values()))
        kept = self._pulse.steady(self._speeds)
        ratio = against(learner.only(kept), reference.only(kept)) if reference else None
        if ratio is None:
            return rounds >= ENOUGH
        if max(learner.estimate, reference.estimate if reference else 0.0) > SLOW:
            return rounds >= ENOUGH or (rounds >= ENOUGH_WHEN_SLOW and ratio.excludes_a_factor_of_two())
        return rounds >= ENOUGH and ratio.spread <= PRECISE

    def _lives(self, runner: Runner) -> bool:
        return self._runners.get(runner.rung.key) is runner

    def _ask(self, runner: Runner, step: Callable[..., Any], *what: Any) -> Any:
        """Carry out a step of a rung. What the learner's code does wrong ends the size; another rung is left out."""
        try:
            return step(*what)
        except WrongAnswerError as error:
            self._fail(runner, f"a wrong answer: {error}")
        except Verdict as verdict:
            if verdict.kind == "timeout" and not runner.rung.is_reference:
                if runner.rung.key == LEARNER:
                    raise TooSlowError(f"{runner.rung.label}: {verdict.message.partition(':')[0]}") from None
                self._leave_out(runner, "too slow")
            else:
                self._fail(runner, verdict.message)
        except Todo as todo:
            self._fail(runner, f"NotImplementedError: {todo.message}")
        except Exception as error:
            kind = getattr(error, "nnkata_type", None)
            if kind is None:
                raise
            self._fail(runner, f"{kind}: {error}")
        return None

    def _fail(self, runner: Runner, what: str) -> None:
        if runner.rung.key == LEARNER:
            self.wrong = what
        else:
            self._leave_out(runner, what)

    def _leave_out(self, runner: Runner, why: str) -> None:
        self.notes.append(f"{runner.rung.label}: left out: {why}")
        self._runners.pop(runner.rung.key).close()

    def _inputs(self) -> tuple[Any, ...]:
        made = self._timed.inputs(self._rng, **self._axes)
        return made if isinstance(made, tuple) else (made,)


def _for(runner: Runner, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    return as_arrays(inputs) if runner.rung.is_reference else inputs


def as_arrays(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists of numbers as arrays, float32 where they are floats: that a library wants arrays is not its slowness."""

    def convert(value: Any) -> Any:
        table = table_of(value) if isinstance(value, list) else None
        if table is None:
            return value
        return table.astype("float32") if table.dtype.kind == "f" else table

    return tuple(convert(value) for value in inputs)
