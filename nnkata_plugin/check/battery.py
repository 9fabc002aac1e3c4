"""The calls of a day's other checks: what a name must also fit before it is said.

A failed case alone is a weak witness: in a table of one number, quite different mistakes give the same answer.
"""

import time
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.closeness import closeness
from nnkata_plugin.check.context import Call, Check, Outcome, Replayer, Returned, current
from nnkata_plugin.check.data import dataset
from nnkata_plugin.check.learner import KataCalls
from nnkata_plugin.check.reach import Reach, callers, names_called, reaches
from nnkata_plugin.worker import Backend

CASES = 8
"""Calls that are kept of a check."""
LARGEST = 1 << 20
"""Bytes up to which a call is kept."""
TWICE = 4
"""Calls that are put a second time once all have been answered."""
MORE = 2.0
"""A fault that was late is asked again when it may take so many times longer."""
KEPT = 64 << 20
"""Bytes of the faults' answers that are kept: most checks of a learner's file fail by the same few."""


class Enough(BaseException):
    """Ends a check whose calls are being collected; a `BaseException`, so that no `pytest.raises` takes it."""


@dataclass(frozen=True)
class Played:
    """What some code has answered to all calls."""

    outcomes: list[Outcome | None]
    """None where it had no answer."""
    remembers: bool
    """Whether an answer was another one when asked a second time: then nothing follows from any."""
    beside: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was found by comparing it with a fault's answers to the same calls, by the name of the fault."""

    @cached_property
    def size(self) -> int:
        """Its bytes, roughly."""
        return sum(outcome.size for outcome in self.outcomes if isinstance(outcome, Returned))

    @classmethod
    def by(cls, run: Callable[[Sequence[Call]], Iterator[Outcome | None]], calls: Sequence[Call]) -> "Played":
        """Put the calls to some code, and then a few of them again."""
        again = range(0, len(calls), len(calls) // TWICE + 1)
        found = list(run([*calls, *(calls[at] for at in again)]))
        pairs = ((found[at], found[len(calls) + k]) for k, at in enumerate(again))
        return cls(found[: len(calls)], any(one and other and closeness(one, other) is None for one, other in pairs))


class Battery:
    """Calls that the worked solution answers, with its answers, check by check; and what other code answers.

    Args:
        check: A check of the day; its test_kata.py and its seed are the battery's.
        replays: Where code runs.
    """

    def __init__(self, check: Check, replays: Replayer) -> None:
        self.seed = check.seed
        self.module = check.module
        self._replays = replays
        self._solution = choose(check.kata, None, "solution")
        self._reach = Reach(check.kata, self._solution.text)
        self._tops = callers(self._solution.text).keys()
        self._found: dict[str, list[Call]] = {}
        self._answers: dict[tuple[Any, ...], Played] = {}
        self._known: dict[tuple[Any, ...], tuple[Played, float]] = {}
        self.took = 0.0
        """Seconds that the solution needed for all calls that were found so far."""

    def calls(self, check: Check, seconds: float) -> list[Call]:
        """Calls of what the failed case has called, and of what that calls in turn.

        First comes the second call of each check, for the first is often of size 1. After so many seconds, only checks
        that have been met before give calls.
        """
        ends = time.monotonic() + seconds
        like = self._leads_to(self._names(check.calls))
        for name in check.kata.checks:
            fits = set() < self._reach.mentions(name) & self._tops <= like
            if fits and name not in self._found and time.monotonic() < ends:
                self._found[name] = self._collected(check, name, ends)
        order = (*range(1, CASES), 0)
        every = (calls[place] for place in order for calls in self._found.values() if place < len(calls))
        return [call for call in every if set() < self._names([call]) <= like]

    def of(self, name: str) -> list[Call]:
        """The calls that came from the check of this name."""
        return self._found.get(name, [])

    def learners(self, check: Check, calls: Sequence[Call], seconds: float) -> Played:
        """What the code under test answers within so many seconds."""
        key = check.implementation.digest, *map(id, calls)
        if key not in self._answers:
            if all(known[0] != key[0] for known in self._answers):
                self._answers.clear()
            self._answers[key] = Played.by(partial(self._replays.learners, check, seconds=seconds), calls)
        return self._answers[key]

    def faults(self, check: Check, fault: str, calls: Sequence[Call], seconds: float) -> Played:
        """What a fault answers within so many seconds."""
        key = fault, *map(id, calls)
        if key in self._known:
            played, before = self._known[key]
            # Where its time was over, much more of it may bring more answers; the same again is time lost.
            if None not in played.outcomes or seconds < MORE * before:
                return played
        played = Played.by(partial(self._replays.known, check, fault, seconds=seconds), calls)
        self._known.pop(key, None)
        self._known[key] = played, seconds
        while sum(known.size for known, _ in self._known.values()) > KEPT:
            self._known.pop(next(iter(self._known)))
        return played

    def _leads_to(self, names: set[str]) -> set[str]:
        """The names, and those of all that they call in the solution."""
        text = self._solution.text
        return {top for top in self._tops if reaches(text, names, top)}

    def _names(self, calls: Sequence[Call]) -> set[str]:
        return names_called(calls) & self._tops

    def _collected(self, check: Check, name: str, ends: float) -> list[Call]:
        """Run a check on the solution until it has made enough calls."""
        own = Check(check.kata, name, self._solution, check.seed)
        recorder = Recorder(own, lambda: self._replays.stage(check, None, ends - time.monotonic()))
        function = getattr(self.module, name)
        wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
        with _running(own):
            try:
                function(**{word: _fixture(word, own, recorder) for word in wanted})
            except KeyboardInterrupt:
                raise
            except BaseException:  # noqa: BLE001  (enough, or a skip; whether the solution passes is not asked here)
                pass
        self.took += recorder.took
        return recorder.kept


class Recorder(KataCalls):
    """The `kata` of a check whose calls are collected."""

    def __init__(self, check: Check, fresh: Callable[[], Backend]) -> None:
        super().__init__(check)
        self._fresh = fresh
        self._open = fresh()
        self.kept: list[Call] = []
        self.took = 0.0
        """Seconds of all calls."""

    def close(self) -> None:
        """The next call meets the solution as if it had just been loaded."""
        self._open = self._fresh()

    def _call(self, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if len(self.kept) == CASES:
            raise Enough
        began = time.monotonic()
        try:
            value = super()._call(target, args, kwargs)
        finally:
            self.took += time.monotonic() - began
        call = self._check.calls[-1]
        if isinstance(call.outcome, Returned) and call.size <= LARGEST:
            self.kept.append(call)
        return value


@contextmanager
def _running(check: Check) -> Iterator[None]:
    """Make it the check that `cases` and the comparisons see; what NumPy warns of is nobody's business here."""
    token = current.set(check)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        current.reset(token)


def _fixture(word: str, check: Check, recorder: Recorder) -> Any:
    import numpy as np

    from nnkata_plugin.check.reference import Expected

    made: dict[str, Callable[[], Any]] = {
        "kata": lambda: recorder,
        "expected": lambda: Expected(check.kata),
        "seed": lambda: check.seed,
        "rng": lambda: np.random.default_rng([check.seed, zlib.crc32(check.name.encode())]),
        "data": lambda: dataset,
    }
    return made[word]()
