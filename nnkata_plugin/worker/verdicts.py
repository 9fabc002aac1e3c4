"""What can come of a call besides an answer: not written yet, a verdict, or the learner's own exception."""

import builtins
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

KINDS = ("error", "timeout", "cpu-limit", "memory", "output-limit", "died", "protocol", "infra")


@dataclass(frozen=True)
class Line:
    """One line of the learner's file that a failure passed through."""

    number: int
    text: str
    function: str


class Todo(BaseException):
    """The learner's code raised NotImplementedError: this part is still to be written.

    A `BaseException`, because NotImplementedError is a RuntimeError and a check's `pytest.raises(RuntimeError)` would
    be satisfied by a stub.
    """

    def __init__(self, message: str, lines: Iterable[Line] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.lines = list(lines)
        self.nnkata_output = ""


class Verdict(BaseException):
    """The call cannot be judged by its answer; `kind` is one of `KINDS`, `message` one line.

    A `BaseException`, so that no check can swallow it.
    """

    def __init__(self, kind: str, message: str, lines: Iterable[Line] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.lines = list(lines)
        self.nnkata_output = ""

    def again(self) -> "Verdict":
        """The same verdict for a later call: a raised exception keeps its traceback, so it is not raised twice."""
        return Verdict(self.kind, self.message, self.lines)


class CrossedError(Exception):
    """What every exception that crossed has beside its built-in class."""

    nnkata_type: str
    nnkata_lines: list[Line]
    nnkata_output: str

    def __init__(self, message: str) -> None:  # UnicodeDecodeError and its like want more arguments than crossed
        self.args = (message,)

    def __str__(self) -> str:  # KeyError would quote the message once more
        return str(self.args[0])


def learner_error(nearest: str, original: str, message: str, lines: Iterable[Line] = ()) -> Exception:
    """An exception of the built-in class `nearest`, as the learner's code raised it.

    Args:
        nearest: Name of the first built-in class in the original's MRO; an unknown one counts as Exception.
        original: The name of the class that was raised, such as LinAlgError.
    """
    base: Any = getattr(builtins, nearest, None)
    # A group cannot be made without its members, and they do not cross.
    if not (isinstance(base, type) and issubclass(base, Exception)) or issubclass(base, BaseExceptionGroup):
        base = Exception
    error = _crossed(base)(message)
    error.nnkata_type = original
    error.nnkata_lines = list(lines)
    error.nnkata_output = ""
    return error


@cache
def _crossed(base: type[Exception]) -> type[CrossedError]:
    bases = (CrossedError,) if base is Exception else (CrossedError, base)
    return type(base.__name__, bases, {"__module__": "builtins"})
