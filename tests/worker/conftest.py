"""A learner's file, and a worker that runs it, as a check meets them: `learner("def f(x): ...").f(3)`."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nnkata_plugin.worker import (
    Backend,
    Limits,
    Program,
    Reply,
    Todo,
    Verdict,
    in_process,
    restore,
    sealed,
    source_of,
)

PLENTY = 60.0  # seconds, where no deadline should be met however busy the machine is


class Learner:
    """One worker with the learner's file; its functions are called as in a check."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.reply = Reply(None)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self._done(self.backend.call(name, args, kwargs), args, kwargs)

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._done(self.backend.run(source_of(function), args, kwargs), args, kwargs)

    def _done(self, reply: Reply, args: Any, kwargs: Any) -> Any:
        restore(args, reply.args)
        restore(kwargs, reply.kwargs)
        self.reply = reply
        return reply.value

    def verdict(self, *args: Any) -> Verdict:
        """What is said of a call of `f` that cannot be judged by its answer."""
        with pytest.raises(Verdict) as caught:
            self.f(*args)
        assert "\n" not in caught.value.message
        return caught.value

    def says(self, kind: str, *parts: str) -> Verdict:
        verdict = self.verdict()
        assert verdict.kind == kind, verdict
        for part in parts:
            assert part in verdict.message
        return verdict

    def raises(self, kind: type[BaseException], *args: Any) -> Any:
        with pytest.raises(kind) as caught:
            self.f(*args)
        return caught.value

    def todo(self) -> Todo:
        return self.raises(Todo)


def program(source: str | bytes, **more: Any) -> Program:
    text = source if isinstance(source, bytes) else textwrap.dedent(source).lstrip("\n").encode()
    return Program(text, **{"filename": "kata.py", **more})


@pytest.fixture
def learner() -> Iterator[Callable[..., Learner]]:
    """Opens sealed workers and closes them afterwards."""
    opened: list[Backend] = []

    def open_(
        source: str | bytes, kind: str = "numpy", deadline: float = PLENTY, memory: int = 1 << 30, **more: Any
    ) -> Learner:
        limits = {name: more.pop(name) for name in ("output", "reply") if name in more}
        opened.append(sealed(kind, program(source, **more), Limits(deadline, memory, **limits)))
        return Learner(opened[-1])

    yield open_
    for backend in opened:
        backend.close()


@pytest.fixture(params=["sealed", "in process"])
def either(request: pytest.FixtureRequest, learner: Callable[..., Learner]) -> Iterator[Callable[..., Learner]]:
    """The same for both backends: what a check may rely on holds in each."""
    opened: list[Backend] = []

    def open_(source: str | bytes, kind: str = "numpy", **more: Any) -> Learner:
        if request.param == "sealed":
            return learner(source, kind, **more)
        opened.append(in_process(kind, program(source, **more)))
        return Learner(opened[-1])

    yield open_
    for backend in opened:
        backend.close()
