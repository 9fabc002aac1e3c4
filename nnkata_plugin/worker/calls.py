"""The check's half of a call: writing the request, and believing of the reply only what can be believed."""

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from . import frames
from .failures import LONGEST_MESSAGE
from .frames import Frame, FrameError
from .source import Source
from .values import Decoder, Encoder, UncrossableError
from .verdicts import Line, Todo, Verdict, learner_error

MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)  # what reading a lie may raise
OUTCOMES = ("error", "memory")  # the verdicts that a worker may pass on itself


@dataclass(frozen=True)
class Limits:
    """What one check may use: seconds of waiting, and bytes of memory, output and reply."""

    deadline: float
    memory: int
    output: int = 1 << 20
    reply: int = 256 << 20


@dataclass
class Reply:
    """What came back from a call.

    `args` and `kwargs` are the arguments as they are after the call. One that the call left alone is the caller's own
    object; one that changed is new, and `restore` puts it into the caller's.
    """

    value: Any
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    warning: str | None = None


class Backend(Protocol):
    """Where the learner's code runs."""

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        """Call the learner's function `name`."""

    def run(self, function: Source, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        """Call a check's function with the learner's module as its first argument."""

    def close(self) -> None:
        """End whatever runs, and leave nothing behind."""


@dataclass
class Request:
    """A call on its way."""

    target: str | Source
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def encoded(self) -> tuple[dict[str, Any], list[Any]]:
        """The header and the bytes that follow it; TypeError names an argument that cannot cross."""
        encoder = Encoder(answers=False)
        header: dict[str, Any] = (
            {"source": asdict(self.target)} if isinstance(self.target, Source) else {"name": self.target}
        )
        try:
            header["args"] = [encoder.encode(value) for value in self.args]
            header["kwargs"] = {name: encoder.encode(value) for name, value in self.kwargs.items()}
        except UncrossableError as uncrossable:
            raise TypeError(f"an argument is {uncrossable}: use kata.run") from None
        header["layouts"] = encoder.layouts
        return header, encoder.chunks

    def framed(self) -> tuple[bytes, list[Any]]:
        header, chunks = self.encoded()
        raw = frames.header_bytes(header)
        if not frames.header_fits(raw):
            raise TypeError(f"the arguments hold too many values: {frames.ITEM_LIMIT} can cross, arrays aside")
        return raw, chunks

    def reply(self, frame: Frame) -> Reply:
        """The answer in a frame, or raise what it tells.

        Raises:
            Todo, Verdict, Exception: What became of the call.
            FrameError: The frame tells nothing that can be believed.
        """
        if frame.kind == frames.RAISED:
            raise failure(frame.header)
        if frame.kind != frames.RETURNED:
            raise FrameError("a frame is no reply")
        try:
            return self._returned(frame)
        except MALFORMED:
            raise FrameError("a reply cannot be read") from None

    def _returned(self, frame: Frame) -> Reply:
        decoder = Decoder(frame.body)
        value = decoder.decode(frame.header["value"])
        args, kwargs = list(self.args), dict(self.kwargs)
        for key, node in frame.header["changed"]:
            known: Any = args if type(key) is int and 0 <= key < len(args) else kwargs
            known[key] = decoder.decode(node)
        decoder.finish()
        if kwargs.keys() != self.kwargs.keys():
            raise FrameError("a reply holds an argument that was never sent")
        warning = frame.header["warning"]
        return Reply(value, tuple(args), kwargs, warning=None if warning is None else _text(warning))


def failure(header: dict[str, Any]) -> BaseException:
    """The exception that a worker's failure becomes here; FrameError where it tells of none."""
    try:
        outcome, message = header["outcome"], _text(header["message"])
        lines = [Line(_number(number), _text(text), _text(function)) for number, text, function in header["lines"][:5]]
        if outcome == "todo":
            return Todo(_one_line(message), lines)
        if outcome == "exception":
            return learner_error(_text(header["nearest"]), _text(header["type"]), message, lines)
    except MALFORMED:
        raise FrameError("a failure cannot be read") from None
    if outcome in OUTCOMES:
        return Verdict(outcome, _one_line(message), lines)
    raise FrameError("a failure is of no known kind")


def _text(text: Any) -> str:
    if type(text) is not str:
        raise FrameError("a text is no text")
    return text[:LONGEST_MESSAGE].encode("utf-8", "replace").decode()


def _one_line(text: str) -> str:
    """Nothing in it moves the cursor either: it is printed as it is."""
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(text.split()))


def _number(number: Any) -> int:
    if type(number) is not int:
        raise FrameError("a line has no number")
    return number
