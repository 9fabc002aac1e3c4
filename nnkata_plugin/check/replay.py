"""The solution and the faults of a day answer the calls of a failed case, in children that stay open for the next."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.check.context import Call, Check, Outcome, Raised, Returned
from nnkata_plugin.worker import Backend, Limits, sealed

LIFE = 2.0
"""Seconds of waiting that a child is good for: one that is caught in a loop costs no more."""


class Replays:
    """Runs calls on known code. Children of one day are open at a time."""

    def __init__(self) -> None:
        self._day = 0
        self._open: dict[str, Backend] = {}
        self._used: dict[str, float] = {}

    def outcomes(self, check: Check, implementation: Implementation, calls: Sequence[Call]) -> Iterator[Outcome]:
        """What each call comes to, one after the other; stops early where the implementation cannot do one."""
        if self._day != check.kata.day:
            self.close()
            self._day = check.kata.day
        name = implementation.name
        if self._used.get(name, 0.0) > LIFE / 2:
            self._drop(name)
        began = time.monotonic()
        try:
            for call in calls:
                try:
                    yield self._outcome(check, implementation, call)
                except Exception as error:  # noqa: BLE001  (whatever the code raised is its answer)
                    yield Raised(getattr(error, "nnkata_type", type(error).__name__))
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException:  # noqa: BLE001  a verdict: a child that died answers nothing any more
            self._drop(name)
        finally:
            self._used[name] = self._used.get(name, 0.0) + time.monotonic() - began

    def _outcome(self, check: Check, implementation: Implementation, call: Call) -> Outcome:
        backend = self._open.get(implementation.name)
        if backend is None:
            limits = Limits(deadline=LIFE, memory=check.kata.facts.memory_bytes)
            backend = self._open[implementation.name] = sealed(check.kata.facts.arrays, implementation.program, limits)
        if isinstance(call.target, str):
            reply = backend.call(call.target, call.args, call.kwargs)
        else:
            reply = backend.run(call.target, call.args, call.kwargs)
        return Returned(reply.value, reply.args, reply.kwargs)

    def close(self) -> None:
        """End all children."""
        for name in list(self._open):
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._used.pop(name, None)
        with suppress(KeyError):
            self._open.pop(name).close()
