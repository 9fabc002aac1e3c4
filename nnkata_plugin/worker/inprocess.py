"""The backend for a debugger: the same load, encode, decode and call, in this process, without limits."""

from collections.abc import Collection
from json import loads
from typing import Any

from . import frames
from .calls import NONE_YET, Reply, Request, failure
from .frames import Frame
from .program import Program
from .service import Answer, Service
from .source import Source

NO_LIMIT = 1 << 40


class InProcess:
    """Calls the learner's code here: breakpoint(), input() and print work as anywhere."""

    def __init__(self, kind: str, program: Program) -> None:
        self._service = Service(program, kind == "torch", NO_LIMIT)
        self._failed: Frame | None = None
        loaded = _frame(self._service.load())
        if loaded.kind == frames.RAISED:
            self._let_through()
            self._failed = loaded

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        return self._ask(Request(name, args, kwargs))

    def run(self, function: Source, args: tuple[Any, ...], kwargs: dict[str, Any], watch: bool = True) -> Reply:
        return self._ask(Request(function, args, kwargs, watch))

    def processor(self) -> float | None:
        return None  # it is the check's own process

    def keep_on(self, processors: Collection[int]) -> None:
        """It is the check's own process."""

    def close(self) -> None:
        self._service.loaded.unload()

    def _ask(self, request: Request) -> Reply:
        if self._failed:
            raise failure(self._failed.header)
        header, chunks = request.encoded(NONE_YET)
        body = memoryview(b"".join(chunks))
        answer = _frame(self._service.answer(loads(frames.header_bytes(header)), body))
        if answer.kind == frames.RAISED:
            self._let_through()
            # Its frames stay on it, so that a debugger ends up in the learner's code.
            caught = self._service.caught
            raise failure(answer.header).with_traceback(caught.__traceback__ if caught else None)
        return request.reply(answer)

    def _let_through(self) -> None:
        """Ctrl-C and a debugger's "quit" are the user's, not the learner's code's."""
        caught = self._service.caught
        if caught is not None and not isinstance(caught, Exception | SystemExit | GeneratorExit):
            raise caught


def _frame(answer: Answer) -> Frame:
    return Frame(answer.kind, loads(answer.header), memoryview(b"".join(answer.chunks)))
