"""Frames: kind, lengths, a JSON header, raw bytes. Whatever arrives is checked before it is believed."""

import json
import signal
import socket
import struct
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

PREFIX = struct.Struct("<cIQ")  # kind, bytes of the header, bytes of the body
HEADER_LIMIT = 8 << 20
ITEM_LIMIT = 1 << 20  # values in one header: JSON of 8 MiB could otherwise become 200 MiB of empty lists
JOINED = 1 << 20  # up to here one copy is cheaper than many system calls
STEP = 1 << 16  # a buffer grows with what has arrived, never with what was promised

LOAD, CALL = b"L", b"C"  # to the worker
READY, RETURNED, RAISED = b"Y", b"R", b"X"  # from the worker
WHERE = getattr(signal, "SIGUSR2", 0)  # asks a worker that is late for the line where it is
LOST = 76  # the exit status of a worker that could not send its answer


class FrameError(Exception):
    """Bytes that are no frame, or a frame that does not say what was asked for."""


class Frame(NamedTuple):
    kind: bytes
    header: dict[str, Any]
    body: memoryview


def header_bytes(header: dict[str, Any]) -> bytes:
    return json.dumps(header, separators=(",", ":"), check_circular=False).encode()


def header_fits(header: bytes) -> bool:
    """Whether the receiver would accept this header: neither too long nor of too many values."""
    return len(header) <= HEADER_LIMIT and header.count(b",") + header.count(b"[") <= ITEM_LIMIT


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
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise FrameError("a header is not JSON") from None
    if not isinstance(header, dict):
        raise FrameError("a header is not an object")
    return header


class Reader:
    """Gathers frames from a socket, blocking or not."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._reset()

    def _reset(self) -> None:
        self._buffer = bytearray(PREFIX.size)
        self._filled = 0
        self._needed = PREFIX.size
        self._prefix: tuple[bytes, int, int] | None = None

    @property
    def untouched(self) -> bool:
        """Whether no byte of a frame has been read so far."""
        return self._filled == 0 and self._prefix is None

    def read(self, connection: socket.socket) -> Frame:
        """The next frame.

        Raises:
            BlockingIOError: The rest of it has not arrived yet; call again.
            EOFError: The other side has closed.
            FrameError: It is too long, or its header is no JSON object.
        """
        if self._prefix is None:
            self._fill(connection)
            kind, header, body = PREFIX.unpack(self._buffer)
            if header > HEADER_LIMIT or body > self._limit:
                raise FrameError(f"a frame of {header + body} bytes is over the limit")
            self._prefix = kind, header, body
            self._needed = header + body
            self._buffer = bytearray(min(self._needed, STEP))
            self._filled = 0
        self._fill(connection)
        kind, header, _ = self._prefix
        content = memoryview(self._buffer)
        self._reset()
        return Frame(kind, parse_header(content[:header]), content[header:])

    def _fill(self, connection: socket.socket) -> None:
        while self._filled < self._needed:
            if self._filled == len(self._buffer):
                self._buffer.extend(bytes(min(self._needed - self._filled, self._filled)))
            with memoryview(self._buffer) as whole, whole[self._filled :] as free:
                received = connection.recv_into(free)
            if not received:
                raise EOFError
            self._filled += received
