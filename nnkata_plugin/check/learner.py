"""The `kata` fixture: calls of the learner's code, in a sealed child or in process, by one contract."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from nnkata_plugin.check.context import Call, Check, Raised, Returned
from nnkata_plugin.check.mismatch import Mismatch
from nnkata_plugin.check.policy import features
from nnkata_plugin.check.reach import names_called
from nnkata_plugin.check.sent import changed
from nnkata_plugin.legible import printed
from nnkata_plugin.worker import Backend, Limits, Reply, Source, in_process, restore, sealed, source_of


class KataCalls:
    """``kata.softmax(x)`` runs the learner's `softmax`; ``kata.run(fn, ...)`` runs `fn(module, ...)` beside it."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._open: Backend | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._call(name, args, kwargs)

    def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a function of the check inside the worker, with the learner's module as its first argument.

        Only its source crosses. It may use builtins, np, torch and math; what it returns comes back as plain values.

        Raises:
            TypeError: It is a lambda, or uses a name from outside of itself.
        """
        return self._call(source_of(function), args, kwargs)

    def close(self) -> None:
        """End the child of this check, if one was started; the next call starts another."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _call(self, target: str | Source, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        check = self._check
        call = Call.of(target, args, kwargs)
        check.last_name = call.name
        if check.kata.lacking:
            for name in sorted(names_called([call]) & check.kata.lacking.keys()):
                check.skip_for(check.kata.lacking[name])
        check.calls.append(call)
        if check.evidence is not None:
            names = names_called([call]) & check.kata.signatures.keys()
            for feature in features((args, kwargs), names):
                check.evidence.cover(feature)
        try:
            reply = self._send(target, args, kwargs)
        except BaseException as error:
            call.outcome = Raised(getattr(error, "nnkata_type", type(error).__name__))
            _echo(getattr(error, "nnkata_output", ""))
            raise
        _echo(reply.output)
        check.warning = check.warning or reply.warning
        # An argument that was left alone comes back as the caller's own object, which may change later: keep the copy.
        left = (kept if after is mine else after for kept, after, mine in zip(call.args, reply.args, args, strict=True))
        words = {key: call.kwargs[key] if after is kwargs[key] else after for key, after in reply.kwargs.items()}
        call.outcome = Returned(reply.value, tuple(left), words)
        if isinstance(target, str) and not check.kata.facts.changes_arguments(target):
            spoilt = changed(call, call.outcome.args, words, check.kata.signatures.get(target, ""))
            if spoilt:
                what = "It returns something new, and leaves its arguments as they are"
                raise Mismatch(f"{target} changed {spoilt}. {what}")
        restore((args, kwargs), (reply.args, reply.kwargs))
        return reply.value

    def _send(self, target: str | Source, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        if self._open is None:
            self._open = start(self._check)
        return (
            self._open.call(target, args, kwargs) if isinstance(target, str) else self._open.run(target, args, kwargs)
        )


def start(check: Check) -> Backend:
    """A backend that has the check's implementation loaded."""
    if check.in_process:
        return in_process(check.kata.worker, check.implementation.program)
    return sealed(check.kata.worker, check.implementation.program, limits(check), check.isolation)


def limits(check: Check) -> Limits:
    """What kata.toml allows a check of the day."""
    facts = check.kata.facts
    return Limits(deadline=min(check.deadline or facts.deadline, facts.deadline), memory=facts.memory_bytes)


def _echo(output: str) -> None:
    if output and sys.stdout is not None:  # closed, perhaps
        with suppress(OSError, ValueError):  # that it cannot be shown is not the answer's fault
            sys.stdout.write(printed(output))
