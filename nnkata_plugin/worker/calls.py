"""The check's half of a call: writing the request, and believing of the reply only what can be believed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from nnkata_plugin.legible import legible, one_line

from . import frames
from .decoder import Decoder
from .failures import LINES, LONGEST_MESSAGE
from .frames import Frame, FrameError
from .source import Source
from .values import Encoder, UncrossableError
from .verdicts import Line, Todo, Verdict, learner_error

LONGEST_FILE = 1 << 31  # lines
NONE_YET: Mapping[Source, int] = {}
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

    def run(self, function: Source, args: tuple[Any, ...], kwargs: dict[str, Any], watch: bool = True) -> Reply:
        """Call a check's function with the learner's module as its first argument.

        Args:
            watch: Whether the reply tells which arguments changed: finding out goes over all that was sent.
        """

    def processor(self) -> float | None:
        """Seconds that the process, with all its threads, has had of the processors; None where no system tells."""

    def keep_on(self, processors: Collection[int]) -> None:
        """Have the process run on these processors only, where the system allows it."""

    def close(self) -> None:
        """End whatever runs, and leave nothing behind."""


@dataclass
class Request:
    """A call on its way."""

    target: str | Source
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    watch: bool = True
    """Whether the worker looks at what became of the arguments."""

    def encoded(self, sources: Mapping[Source, int]) -> tuple[dict[str, Any], list[Any]]:
        """The header and the bytes that follow it; TypeError names an argument that cannot cross."""
        encoder = Encoder(answers=False)
        header: dict[str, Any]
        if isinstance(self.target, str):
            header = {"name": self.target}
        elif self.target in sources:
            header = {"source": [sources[self.target]]}
        else:
            header = {"source": [len(sources), vars(self.target)]}
        if not self.watch:
            header["watch"] = False
        try:
            header["args"] = [encoder.encode(value) for value in self.args]
            header["kwargs"] = {name: encoder.encode(value) for name, value in self.kwargs.items()}
        except UncrossableError as uncrossable:
            raise TypeError(f"an argument is {uncrossable}: use kata.run") from None
        header["layouts"] = encoder.layouts
        return header, encoder.chunks

    def framed(self, sources: Mapping[Source, int] = NONE_YET) -> tuple[bytes, list[Any]]:
        """The same as bytes.

        Args:
            sources: The numbers of those that the worker has; the text of another goes along, with the next number.
        """
        header, chunks = self.encoded(sources)
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
        decoder = Decoder(frame.body)
        value = decoder.decode(_part(frame.header, "value"))
        args, kwargs = list(self.args), dict(self.kwargs)
        told: set[int | str] = set()
        for key, node in _rows(_part(frame.header, "changed"), 2):
            known: Any = args if type(key) is int and 0 <= key < len(args) else kwargs
            if known is kwargs and (type(key) is not str or key not in kwargs):
                raise FrameError("a reply holds an argument that was never sent")
            if key in told:
                raise FrameError("a reply holds an argument twice")
            told.add(key)
            known[key] = decoder.decode(node)
        decoder.finish()
        warning = _part(frame.header, "warning")
        return Reply(value, tuple(args), kwargs, warning=None if warning is None else one_line(_text(warning)))


@dataclass
class Change(Request):
    """Not a call: the program is to be loaded afresh, with the fault of this name in it, or with none."""

    fault: str | None = None

    def encoded(self, sources: Mapping[Source, int]) -> tuple[dict[str, Any], list[Any]]:
        return {"become": self.fault}, []


def failure(header: dict[str, Any]) -> BaseException:
    """The exception that a worker's failure becomes here; FrameError where it tells of none."""
    outcome, message = _part(header, "outcome"), _text(_part(header, "message"))
    lines = [
        Line(_number(number), one_line(_text(text)), one_line(_text(function)))
        for number, text, function in _rows(_part(header, "lines"), 3)[:LINES]
    ]
    if outcome == "todo":
        return Todo(one_line(message), lines)
    if outcome == "exception":
        nearest, original = _text(_part(header, "nearest")), one_line(_text(_part(header, "type")))
        return learner_error(nearest, original, legible(message), lines)
    if outcome in OUTCOMES:
        return Verdict(outcome, one_line(message), lines)
    raise FrameError("a failure is of no known kind")


def unconfined(header: dict[str, Any]) -> str:
    """Why a worker could not be confined."""
    return one_line(_text(_part(header, "message")))


def _part(header: dict[str, Any], name: str) -> Any:
    if name not in header:
        raise FrameError(f"a frame has no {name}")
    return header[name]


def _rows(rows: Any, width: int) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise FrameError("a list has other parts")
    return rows


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise FrameError("a text is no text")
    return text[:LONGEST_MESSAGE]


def _number(number: Any) -> int:
    if type(number) is not int or not 0 <= number < LONGEST_FILE:
        raise FrameError("a line has no number")
    return number
