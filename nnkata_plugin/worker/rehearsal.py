"""A check played through with code of our own, so that the real one finds its way trodden.

A process that was just forked shares its memory with the other, and whatever it writes to is copied first, a page at a
time; Python writes wherever it goes, for it counts references there. That takes a child more time than all that it
computes in a small check. Here those pages are copied that every check needs, while nobody waits.
"""

import linecache
import socket
from typing import Any

from . import frames
from .program import Program
from .service import Service
from .values import Encoder

NAME = "rehearsal.py"
SOURCE = b'''
import math
from collections.abc import Sequence


def f(x, weights: Sequence[float], *, shift=1.0):
    """A line."""
    if len(weights) == 0:
        raise ValueError("no weights")
    total = sum(math.exp(weight - shift) for weight in weights)
    return [x * x - x / 2 > total, {"total": total}]
'''
LIMIT = 1 << 20


def play(kind: str) -> None:
    """Receive a file and a call, carry them out, and leave nothing of it behind."""
    fields, files = Program(SOURCE, NAME).packed()
    talk, theirs = socket.socketpair()
    reader = frames.Reader(LIMIT)

    def sent(letter: bytes, header: bytes, chunks: list[Any]) -> frames.Frame:
        for piece in frames.pieces(letter, header, chunks):
            theirs.sendall(piece)
        return reader.read(talk)

    with talk, theirs:
        loaded = sent(frames.LOAD, frames.header_bytes({"program": fields}), files)
        service = Service(Program.unpacked(loaded.header["program"], loaded.body), kind == "torch", LIMIT)
        try:
            service.load()
            x: Any = 2.0
            if kind != "list":
                import numpy as np

                x = np.arange(6, dtype=np.float32).reshape(2, 3)
            encoder = Encoder(answers=False)
            header = {"name": "f", "args": [encoder.encode(x), encoder.encode([0.5, 1.5])], "kwargs": {}}
            header["layouts"] = encoder.layouts
            call = sent(frames.CALL, frames.header_bytes(header), encoder.chunks)
            for piece in frames.pieces(*service.answer(call.header, call.body)):
                theirs.sendall(piece)
            reader.read(talk)
        finally:
            service.loaded.unload()
            linecache.cache.pop(NAME, None)
