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

from .frames import NOT_THERE, FrameError, Kept, Read

CAPACITY = 256 << 20  # only what is written takes memory
FUTURE_WRITE = 0x10  # F_SEAL_FUTURE_WRITE, Linux 5.1: who has mapped it for writing already may go on
SMALL = 1 << 16  # up to here the socket is as quick
Write = Callable[[Sequence[Any], int], bool]


class Memory:
    """The check's side of some of it."""

    def __init__(self, how: int, seals: int = 0) -> None:
        """Make the memory, mapped as `how` says, and seal it: nobody can shrink it, which would make reading a signal.

        Raises:
            OSError: The system has none for us.
        """
        if not hasattr(os, "memfd_create"):
            raise OSError("this system has no memory without a name")
        import fcntl

        self.file = os.memfd_create("nnkata", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(self.file, CAPACITY)
            self._memory = mmap.mmap(self.file, CAPACITY, mmap.MAP_SHARED, how)
            seals |= fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self.file, fcntl.F_ADD_SEALS, seals)
        except OSError:
            os.close(self.file)
            raise

    def close(self) -> None:
        self._memory.close()
        os.close(self.file)


class Inputs(Memory):
    """What the check writes, and nobody else from here on."""

    def __init__(self) -> None:
        super().__init__(mmap.PROT_READ | mmap.PROT_WRITE, FUTURE_WRITE)
        self._there = 0

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


class Answers(Memory):
    """What the worker writes: nothing there is believed, nor that it stays as it is."""

    def __init__(self) -> None:
        super().__init__(mmap.PROT_READ)
        self._kept = Kept()

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
