"""The worker's half of a call: load once, then decode, call, encode. Both backends answer with this code."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from . import failures, frames
from .decoder import Decoder
from .program import Loaded, Program
from .source import Source
from .values import Encoder, UncrossableError

BLOCK = 1 << 18  # copies of this size stay in the cache, and bytes compare many times faster than views


class Answer(NamedTuple):
    kind: bytes
    header: bytes
    chunks: list[Any]


class Service:
    """One loaded program, answering calls.

    Args:
        tensors: Whether arrays arrive as torch tensors.
        limit: How many bytes a reply may take.
        rule: What confined code may do, as a sentence for those who meet a refusal.
    """

    def __init__(self, program: Program, tensors: bool, limit: int, rule: str = "") -> None:
        self.loaded = Loaded(program)
        self.caught: BaseException | None = None  # of the last call: a debugger wants its frames
        self._sources: dict[int, Source] = {}
        """What a check sent to be run beside the program, by number: each text crosses once."""
        self._tensors = tensors
        self._limit = limit
        self._rule = rule

    def load(self) -> Answer:
        try:
            self.loaded.load()
        except BaseException as error:  # noqa: BLE001 - a file may raise anything
            self.caught = error
            return _failed(failures.told_at_load(error, self.loaded, self._rule))
        return Answer(frames.READY, b"{}", [])

    def become(self, fault: str | None) -> Answer:
        """Load the program afresh with this fault in it: nothing is left of what earlier calls kept in its modules."""
        self.loaded.unload()
        self.loaded = Loaded(replace(self.loaded.program, fault=fault))
        answer = self.load()
        if answer.kind == frames.RAISED:
            return answer
        return Answer(frames.RETURNED, frames.header_bytes({"value": None, "changed": [], "warning": None}), [])

    def answer(self, header: dict[str, Any], body: memoryview) -> Answer:
        """Carry out the call that a frame asks for."""
        self.caught = None
        if "become" in header:
            return self.become(header["become"])
        if "source" in header:
            number, *fields = header["source"]
            if fields:
                self._sources[number] = Source(**fields[0])
        subject = header.get("name") or self._sources[number].name
        try:
            return self._answer(header, body, subject)
        except UncrossableError as uncrossable:
            return _failed(failures.failure("error", str(uncrossable)))
        except BaseException as error:  # noqa: BLE001 - so may a call
            self.caught = error
            return _failed(failures.told(error, self.loaded, subject, self._rule))

    def _answer(self, header: dict[str, Any], body: memoryview, subject: str) -> Answer:
        arguments = _Arguments(header, body, self._tensors)
        function = self._function(header)
        with self._first_warning() as warning:
            if "source" in header:
                value = function(self.loaded.kata, *arguments.args, **arguments.kwargs)
            else:
                value = function(*arguments.args, **arguments.kwargs)
            encoder = Encoder(True, self._limit)
            with _naming(f"{subject} returned"):
                node = encoder.encode(value)
            with _naming(f"{subject} left in its arguments"):
                changed = arguments.changed(encoder) if header.get("watch", True) else []
        reply = frames.header_bytes({"value": node, "changed": changed, "warning": warning[0] if warning else None})
        if not frames.header_fits(reply):
            raise UncrossableError(
                f"{subject} returned too many values; {frames.ITEM_LIMIT} can cross, outside of arrays"
            )
        return Answer(frames.RETURNED, reply, encoder.chunks)

    def _function(self, header: dict[str, Any]) -> Any:
        if "source" in header:
            return self.loaded.compiled(self._sources[header["source"][0]])
        return self.loaded.function(header["name"])

    @contextmanager
    def _first_warning(self) -> Iterator[list[str]]:
        """Notes the first RuntimeWarning, with the line of the learner's file that led to it."""
        noted: list[str] = []
        filename = self.loaded.program.filename

        def show(message: Any, category: Any, *where: Any) -> None:
            if not issubclass(category, RuntimeWarning):
                usual(message, category, *where)
            elif not noted:
                frame: Any = sys._getframe(1)
                while frame is not None and frame.f_code.co_filename != filename:
                    frame = frame.f_back
                noted.append(f"line {frame.f_lineno}: {message}"[:200] if frame else str(message)[:200])

        with warnings.catch_warnings():
            usual = warnings.showwarning
            warnings.simplefilter("default", RuntimeWarning)
            warnings.showwarning = show  # type: ignore[assignment]
            yield noted


class _Arguments:
    """The arguments of a call, and which of them are no longer what arrived."""

    def __init__(self, header: dict[str, Any], body: memoryview, tensors: bool) -> None:
        decoder = Decoder(body, header["layouts"], tensors)
        self._arrived: list[tuple[int | str, Any, Any, memoryview]] = []
        self.args = [self._decoded(decoder, body, at, node) for at, node in enumerate(header["args"])]
        self.kwargs = {name: self._decoded(decoder, body, name, node) for name, node in header["kwargs"].items()}

    def _decoded(self, decoder: Decoder, body: memoryview, key: int | str, node: Any) -> Any:
        start = decoder.position
        value = decoder.decode(node)
        self._arrived.append((key, value, node, body[start : decoder.position]))
        return value

    def changed(self, encoder: Encoder) -> list[Any]:
        changed = []
        for key, value, node, arrived in self._arrived:
            before = encoder.mark()
            now = encoder.encode(value)
            chunks = encoder.chunks[before.chunks :]
            if frames.header_bytes(now) == frames.header_bytes(node) and _same(chunks, arrived):
                encoder.rewind(before)
            else:
                changed.append([key, now])
        return changed


def _same(chunks: list[Any], arrived: memoryview) -> bool:
    position = 0
    for chunk in chunks:
        for start in range(0, len(chunk), BLOCK):
            block = chunk[start : start + BLOCK]
            if bytes(arrived[position : position + len(block)]) != bytes(block):
                return False
            position += len(block)
    return position == len(arrived)


@contextmanager
def _naming(beginning: str) -> Iterator[None]:
    try:
        yield
    except UncrossableError as uncrossable:
        raise UncrossableError(f"{beginning} {uncrossable}") from None


def _failed(header: dict[str, Any]) -> Answer:
    return Answer(frames.RAISED, frames.header_bytes(header), [])
