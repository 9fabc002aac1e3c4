"""Memory for large inputs and large answers, where the system has it (Linux): a socket takes many times longer.

A check writes its inputs where its worker can only read. The worker writes its answers elsewhere, and the check takes
a copy of them before it looks at anything: what lies there may change at any moment.

The memory has no name, so nothing is left of it however anybody ends.
"""

import mmap
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from .frames import FrameError, Kept

CAPACITY = 256 << 20  # only what is written takes memory
FUTURE_WRITE = 0x10  # F_SEAL_FUTURE_WRITE, Linux 5.1: who has mapped it for writing already may go on
SMALL = 1 << 16  # up to here the socket is as quick
Read = Callable[[int], memoryview]
Write = Callable[[Sequence[Any], int], bool]
NOT_THERE = "a frame lies in memory that is not there"


def _nameless() -> int:
    if not hasattr(os, "memfd_create"):
        raise OSError("this system has no memory without a name")
    file = os.memfd_create("nnkata", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(file, CAPACITY)
    except OSError:
        os.close(file)
        raise
    return file


def _seal(file: int, further: int = 0) -> None:
    """From here on nobody can shrink it, which would make reading a signal."""
    import fcntl

    fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL | further)


class Inputs:
    """The check's side of what it writes."""

    def __init__(self) -> None:
        """Make the memory.

        Raises:
            OSError: The system has none for us.
        """
        self.file = _nameless()
        self._there = 0
        try:
            self._memory = mmap.mmap(self.file, CAPACITY)
            _seal(self.file, FUTURE_WRITE)
        except OSError:
            os.close(self.file)
            raise

    def put(self, chunks: Sequence[Any], size: int) -> bool:
        """Write the chunks, of so many bytes, one after the other from the beginning on; False: there is no room."""
        if size > self._there:
            try:
                # Touching mapped memory that cannot be had would be a signal; asking for it first is an error.
                os.posix_fallocate(self.file, self._there, size - self._there)
            except OSError:
                return False
            self._there = size
        _write(self._memory, chunks)
        return True

    def close(self) -> None:
        self._memory.close()
        os.close(self.file)


class Answers:
    """The check's side of what the worker writes: nothing there is believed, nor that it stays as it is."""

    def __init__(self) -> None:
        """Make the memory.

        Raises:
            OSError: The system has none for us.
        """
        self.file = _nameless()
        self._kept = Kept()
        try:
            self._memory = mmap.mmap(self.file, CAPACITY, mmap.MAP_SHARED, mmap.PROT_READ)
            _seal(self.file)
        except OSError:
            os.close(self.file)
            raise

    def take(self, size: int) -> memoryview:
        """A copy of the first so many bytes, good until the next call, or for as long as somebody holds it.

        Raises:
            FrameError: So many were never written.
        """
        if size > os.fstat(self.file).st_blocks * 512:
            raise FrameError(NOT_THERE)
        self._kept.own()
        kept = self._kept.bytes
        kept.extend(bytes(max(0, size - len(kept))))
        copy = memoryview(kept)[:size]
        with memoryview(self._memory) as theirs:
            copy[:] = theirs[:size]
        return copy

    def close(self) -> None:
        self._memory.close()
        os.close(self.file)


class Shared:
    """Both, for one worker."""

    def __init__(self) -> None:
        """Make them.

        Raises:
            OSError: The system has none for us.
        """
        self.inputs = Inputs()
        try:
            self.answers = Answers()
        except OSError:
            self.inputs.close()
            raise

    @property
    def files(self) -> list[int]:
        return [self.inputs.file, self.answers.file]

    def close(self) -> None:
        self.inputs.close()
        self.answers.close()


def inputs_in(file: int) -> Read | None:
    """In the worker: reads the inputs, mapped before its own memory is limited; None where there is no room."""
    with suppress(OSError):
        memory = memoryview(_mapped(file, mmap.PROT_READ))

        def read(size: int) -> memoryview:
            if size > len(memory):
                raise FrameError(NOT_THERE)
            return memory[:size]

        return read
    return None


def answers_in(file: int) -> Write | None:
    """In the worker: writes the chunks of an answer, of so many bytes, and tells whether they lie there."""
    with suppress(OSError):
        memory = _mapped(file, mmap.PROT_READ | mmap.PROT_WRITE)

        def write(chunks: Sequence[Any], size: int) -> bool:
            if not SMALL < size <= len(memory):
                return False
            _write(memory, chunks)
            return True

        return write
    return None


def _mapped(file: int, how: int) -> mmap.mmap:
    try:
        return mmap.mmap(file, 0, mmap.MAP_SHARED, how)
    finally:
        os.close(file)


def _write(memory: mmap.mmap, chunks: Sequence[Any]) -> None:
    position = 0
    for chunk in chunks:
        piece = memoryview(chunk).cast("B")
        memory[position : position + len(piece)] = piece
        position += len(piece)
