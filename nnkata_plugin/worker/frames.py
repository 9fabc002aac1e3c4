"""Frames: kind, lengths, a JSON header, raw bytes. Whatever arrives is checked before it is believed."""

import json
import signal
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

PREFIX = struct.Struct("<cIQ")  # kind, bytes of the header, bytes of the body
HEADER_LIMIT = 8 << 20
ITEM_LIMIT = 1 << 20  # values in one header: JSON of 8 MiB could otherwise become 200 MiB of empty lists
AN_OBJECT = 4  # an object of JSON, `{"a":1}`, takes as much memory as so many other values
UNPACKED = 32 << 20  # bytes of a body that may become texts and lists of numbers; arrays are not counted
LONGEST_NUMBER = 40  # signs: the state of a Generator has 39 digits; Python needs minutes for a number of a million
JOINED = 1 << 20  # up to here one copy is cheaper than many system calls
STEP = 1 << 16  # a buffer grows with what has arrived, never with what was promised
KEPT = 32 << 20  # a buffer up to this size waits for the next frame

LOAD, CALL = b"L", b"C"  # to the worker
SETTLED, UNCONFINED = b"S", b"U"  # from the worker, before it runs anything that is not trusted: one of them
READY, RETURNED, RAISED = b"Y", b"R", b"X"  # from the worker
# In small letters the same, but that the body lies in the memory that both share.
WHERE = getattr(signal, "SIGUSR2", 0)  # asks a worker that is late for the line where it is
NOT_THERE = "a frame lies in memory that is not there"
LOST = 76  # the exit status of a worker that could not send its answer


Read = Callable[[int], memoryview]
"""Reads so many bytes of memory that both share, or raises FrameError."""


class FrameError(Exception):
    """Bytes that are no frame, or a frame that does not say what was asked for."""


class Frame(NamedTuple):
    kind: bytes
    header: dict[str, Any]
    body: memoryview


def header_bytes(header: dict[str, Any]) -> bytes:
    return _ENCODER.encode(header).encode()


def header_fits(header: bytes) -> bool:
    """Whether the receiver would accept this header: neither too long nor of too many values."""
    return len(header) <= HEADER_LIMIT and items(header) <= ITEM_LIMIT


def items(header: bytes) -> int:
    """At least as many values as this JSON holds, found without building any of them."""
    return header.count(b",") + header.count(b"[") + AN_OBJECT * header.count(b"{")


def beside(kind: bytes, header: bytes, size: int) -> bytes:
    """A frame whose body, of so many bytes, lies in shared memory."""
    return PREFIX.pack(kind.lower(), len(header), size) + header


def most_memory(header: bytes, body: int) -> int:
    """The most bytes that reading a header and decoding its values may take at any moment, beside the frame itself.

    A letter of JSON becomes up to eight bytes while it is decoded, a value 88; arrays take their own size once more,
    a number in a tuple takes 52 bytes for its 8. The constant is for a dict of the most numbers that may be keys.
    """
    return (4 << 20) + 9 * len(header) + 96 * items(header) + body + 7 * min(body, UNPACKED)


def pieces(kind: bytes, header: bytes, chunks: Iterable[Any]) -> Iterator[Any]:
    """A frame as few pieces that can be sent one after another."""
    chunks = [chunk for chunk in chunks if len(chunk)]
    size = sum(len(chunk) for chunk in chunks)
    start = PREFIX.pack(kind, len(header), size) + header
    if size <= JOINED:
        yield b"".join((start, *chunks))
    else:
        yield start
        yield from chunks


def parse_header(raw: memoryview) -> dict[str, Any]:
    text = raw.tobytes()
    if not header_fits(text):
        raise FrameError("a header holds too many values")
    if not text.isascii():  # no sender of ours writes such a one, and decoded it could take four times the memory
        raise FrameError("a header is not ASCII")
    try:
        header = _JSON.decode(text.decode())
    except (json.JSONDecodeError, RecursionError):
        raise FrameError("a header is not JSON") from None
    if not isinstance(header, dict):
        raise FrameError("a header is not an object")
    return header


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise FrameError("a header holds a number that is too long")
    return int(digits)


_JSON = json.JSONDecoder(parse_int=_integer)
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)  # making one takes longer than a small header


class Kept:
    """A buffer that is used again unless somebody holds a part of it, because new memory costs more than a copy."""

    def __init__(self) -> None:
        self.bytes = bytearray(STEP)

    def own(self) -> None:
        """See that nobody holds a part of it."""
        try:
            self.bytes.append(0)  # refused as long as somebody does
            del self.bytes[-1 if len(self.bytes) <= KEPT else STEP :]
        except BufferError:
            self.bytes = bytearray(STEP)


class Reader:
    """Gathers frames from a socket, blocking or not.

    Args:
        limit: How many bytes a body may have.
        shared: Where a body may lie instead of following its header.
    """

    def __init__(self, limit: int, shared: Read | None = None) -> None:
        self._limit = limit
        self._shared = shared
        self._kept = Kept()
        self._begin(PREFIX.size)
        self._prefix: tuple[bytes, int, int] | None = None

    @property
    def untouched(self) -> bool:
        """Whether no byte of a frame has been read so far."""
        return self._filled == 0 and self._prefix is None

    def read(self, connection: socket.socket) -> Frame:
        """The next frame. Its body is good until the next call, or for as long as somebody holds it.

        Raises:
            BlockingIOError: The rest of it has not arrived yet; call again.
            EOFError: The other side has closed.
            FrameError: It is too long, or its header is no JSON object.
        """
        if self._prefix is None:
            self._fill(connection)
            kind, header, body = PREFIX.unpack_from(self._kept.bytes)
            if header > HEADER_LIMIT or body > self._limit:
                raise FrameError(f"a frame of {header + body} bytes is over the limit")
            if kind.islower() and self._shared is None:
                raise FrameError(NOT_THERE)
            self._prefix = kind, header, body
            self._begin(header if kind.islower() else header + body)
        self._fill(connection)
        kind, header, body = self._prefix
        content = memoryview(self._kept.bytes)[: self._needed]
        beside = self._shared(body) if kind.islower() and self._shared else content[header:]
        self._prefix = None
        self._begin(PREFIX.size)
        return Frame(kind.upper(), parse_header(content[:header]), beside)

    def _begin(self, needed: int) -> None:
        self._filled = 0
        self._needed = needed

    def _fill(self, connection: socket.socket) -> None:
        kept = self._kept
        while self._filled < self._needed:
            if not self._filled:
                kept.own()
            elif self._filled == len(kept.bytes):
                kept.bytes *= 2  # twice what has arrived, whatever was promised
            with memoryview(kept.bytes) as whole, whole[self._filled : self._needed] as free:
                received = connection.recv_into(free)
            if not received:
                raise EOFError
            self._filled += received
