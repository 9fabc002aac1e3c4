"""What is told about an exception that left the learner's code. It trusts nothing that the exception says of itself."""

import builtins
import errno
import opcode
from types import TracebackType
from typing import Any, TypeGuard, TypeVar

from .program import Loaded, UnloadableError

LONGEST_MESSAGE = 500
LINES = 5
TOO_MUCH = "{} asked for more memory than this check allows"
RAISE = opcode.opmap["RAISE_VARARGS"]

Kind = TypeVar("Kind", bound=BaseException)


def failure(outcome: str, message: str, lines: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """The header of a frame that tells a failure."""
    return {"outcome": outcome, "message": message[:LONGEST_MESSAGE], "lines": lines or [], **more}


def told(error: BaseException, loaded: Loaded, subject: str, rule: str = "") -> dict[str, Any]:
    """A failure of a call.

    Args:
        subject: What was called.
        rule: What the code may do where it is confined, as a sentence for those who meet a refusal.
    """
    traceback = _traceback(error)
    lines = _lines(traceback, loaded)
    if _out_of_memory(error):
        return failure("memory", TOO_MUCH.format(subject), lines)
    if _is(error, RecursionError):
        where = f"`{lines[-1][2]}` (line {lines[-1][0]})" if lines else subject
        return failure("error", f"RecursionError: {where} calls itself without end", lines)
    if not _is(error, Exception):
        return failure("error", f"{subject} {_ending(error)}", lines)
    if _is(error, UnloadableError):
        lines = [[error.line, loaded.program.line(error.line), ""]] if error.line else []
        return failure("error", str(error), lines)
    name = _name(error)
    message = _message(error)
    if rule and _is_refusal(error):
        message = f"{message[: LONGEST_MESSAGE - len(rule) - 2]}: {rule}"
    if _is(error, NotImplementedError) and _by_hand(traceback):
        return failure("todo", message or "not written yet", lines)
    return failure("exception", message, lines, type=name, nearest=_nearest(error))


def told_at_load(error: BaseException, loaded: Loaded, rule: str = "") -> dict[str, Any]:
    """A failure while the file was loaded: there is no call yet that could be judged, so it is a verdict."""
    header = told(error, loaded, loaded.program.filename, rule)
    if header["outcome"] in ("exception", "todo"):
        where = f" line {header['lines'][-1][0]}" if header["lines"] else ""
        said = f"{_name(error)}: {header['message']}".rstrip(": ")
        header = failure("error", f"{loaded.program.filename}{where}: {said}", header["lines"])
    return header


def _is(error: BaseException, kind: type[Kind]) -> TypeGuard[Kind]:
    """Unlike isinstance, this does not ask the exception what its class is."""
    return issubclass(type(error), kind)


def _traceback(error: BaseException) -> TracebackType | None:
    """Unlike the attribute, which a class may make a property of its own."""
    return BaseException.__dict__["__traceback__"].__get__(error)  # type: ignore[no-any-return]


def _lines(traceback: TracebackType | None, loaded: Loaded) -> list[Any]:
    """The last lines of the learner's file that the exception passed, outermost first."""
    lines: list[Any] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == loaded.program.filename:
            lines.append((traceback.tb_lineno, code.co_name))
            del lines[:-LINES]
        traceback = traceback.tb_next
    return [[number, loaded.program.line(number), function] for number, function in lines]


def _out_of_memory(error: BaseException) -> bool:
    return _is(error, MemoryError) or (_is(error, RuntimeError) and "DefaultCPUAllocator" in _message(error))


def _is_refusal(error: BaseException) -> bool:
    """Whether the system refused something: who raises a PermissionError by hand says why himself."""
    return _is(error, PermissionError) and vars(OSError)["errno"].__get__(error) in (errno.EACCES, errno.EPERM)


def _ending(error: BaseException) -> str:
    if _is(error, SystemExit):
        return f"called sys.exit() (SystemExit: {_message(error) or 'None'})"
    said = _message(error)
    return f"raised {_name(error)}{f' ({said})' if said else ''}, which is no Exception"


def _name(error: BaseException) -> str:
    return str(type.__dict__["__name__"].__get__(type(error)))[:100]


def _nearest(error: BaseException) -> str:
    for kind in type.__dict__["__mro__"].__get__(type(error)):
        name = str(type.__dict__["__name__"].__get__(kind))
        if vars(builtins).get(name) is kind:
            return name
    return "Exception"


def _message(error: BaseException) -> str:
    try:
        text = "".join(str(error)[: LONGEST_MESSAGE + 1])
    except BaseException as worse:  # noqa: BLE001 - a __str__ may raise anything, SystemExit included
        return f"(its __str__ raised {_name(worse)})"
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 3] + "..."


def _by_hand(traceback: TracebackType | None) -> bool:
    """Whether a `raise` statement raised it: PyTorch raises NotImplementedError from C for what it cannot do."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_code.co_code[traceback.tb_lasti] == RAISE
