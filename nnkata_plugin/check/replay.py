"""Code other than the check's own child answers calls: the solution, the day's faults, and the learner's once more."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.battery import Battery
from nnkata_plugin.check.context import Call, Check, Outcome, Raised, Returned
from nnkata_plugin.worker import Backend, Limits, Verdict
from nnkata_plugin.worker.calls import Request
from nnkata_plugin.worker.sealed import Sealed
from nnkata_plugin.worker.verdicts import Todo

LIFE = 600.0
"""Seconds of processor time that the child of the known code is good for. Each part that it plays has its own clock."""
LEAST = 0.01
"""Seconds that a clock is set to where none are left."""
KEPT = 64 << 20
"""Bytes of the faults' answers that are kept."""


class Replays:
    """Runs calls on other code. Solution and faults share one child, which loads the day afresh for each of them.

    A child for each fault would take longer to start than all of them take to answer.
    """

    def __init__(self) -> None:
        self._day = 0
        self._stage: Sealed | None = None
        self._battery: Battery | None = None
        self._answers: dict[tuple[str, ...], list[Outcome]] = {}
        self._kept = 0

    def battery(self, check: Check) -> Battery:
        """The calls of the other checks of the check's day."""
        known = self._battery
        if known is None or (known.module, known.seed) != (check.module, check.seed):
            self._battery = known = Battery(check, self)
        return known

    def known(self, check: Check, fault: str | None, calls: Sequence[Call], seconds: float) -> Iterator[Outcome | None]:
        """What each call comes to with a fault, or with the solution; None where there is no answer.

        What a fault has answered is remembered: an audit of a day's faults meets the same failed cases again and again.
        """
        if fault is None or not (key := _key(check, fault, calls)):
            yield from _outcomes(self.stage(check, fault, seconds), calls)
            return
        answers = list(self._answers.get(key, ()))
        yield from answers
        if len(answers) == len(calls):
            return
        for at, outcome in enumerate(_outcomes(self.stage(check, fault, seconds), calls)):
            if at < len(answers):
                continue
            if outcome is not None:  # else it was late, or ended: it may not be, another time
                self._remember(key, at, outcome)
            yield outcome

    def _remember(self, key: tuple[str, ...], at: int, outcome: Outcome) -> None:
        self._kept += outcome.size if isinstance(outcome, Returned) else 0
        if self._kept > KEPT:
            self._answers.clear()
            self._kept = 0
        answers = self._answers.setdefault(key, [])
        if len(answers) == at:
            answers.append(outcome)

    def learners(self, check: Check, calls: Sequence[Call], seconds: float) -> Iterator[Outcome | None]:
        """The same for the code under test, in a child of its own: each call meets it as the first of a check does."""
        limits = Limits(deadline=max(seconds, LEAST), memory=check.kata.facts.memory_bytes)
        backend = Sealed(check.kata.worker, check.implementation.program, limits, check.isolation)
        try:
            yield from _outcomes(backend, calls)
        finally:
            backend.close()

    def stage(self, check: Check, fault: str | None, seconds: float) -> Backend:
        """The child of the known code, with the day's solution freshly loaded and this fault in it.

        Raises:
            Verdict: It cannot be loaded.
        """
        if self._day != check.kata.day:
            self.close()
            self._day = check.kata.day
        if self._stage is not None:
            try:
                self._stage.become(fault, max(seconds, LEAST))
                return self._stage
            except Verdict:  # it was killed, because its last part took too long
                self.close()
        limits = Limits(deadline=LIFE, memory=check.kata.facts.memory_bytes)
        faults = (check.kata.folder / "spoilers" / "faults.py").read_bytes()
        known = replace(choose(check.kata, None, "solution").program, faults=faults)
        self._stage = Sealed(check.kata.worker, known, limits, check.isolation)
        self._stage.become(fault, max(seconds, LEAST))
        return self._stage

    def close(self) -> None:
        """End the child, if there is one."""
        if self._stage is not None:
            self._stage.close()
            self._stage = None


def _key(check: Check, fault: str, calls: Sequence[Call]) -> tuple[str, ...] | None:
    """What a fault's answers to some calls follow from; None where a call has an argument that cannot cross."""
    digests = []
    for call in calls:
        try:
            header, chunks = Request(call.target, call.args, call.kwargs).framed()
        except TypeError:
            return None
        digest = hashlib.sha256(header)
        for chunk in chunks:
            digest.update(chunk)
        digests.append(digest.hexdigest())
    return (check.kata.name, fault, *digests)


def _outcomes(backend: Backend, calls: Sequence[Call]) -> Iterator[Outcome | None]:
    for call in calls:
        try:
            if isinstance(call.target, str):
                reply = backend.call(call.target, call.args, call.kwargs)
            else:
                reply = backend.run(call.target, call.args, call.kwargs)
        except Exception as error:  # noqa: BLE001  (whatever the code raised is its answer)
            yield Raised(getattr(error, "nnkata_type", type(error).__name__))
        except (Verdict, Todo):
            yield None
        else:
            yield Returned(reply.value, reply.args, reply.kwargs)
