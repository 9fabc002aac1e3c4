"""Memory that the check writes and its worker can only read: the way of large inputs, where the system has it (Linux).

The memory has no name, so nothing is left of it however anybody ends. The check never reads there.
"""

import mmap
import os
from collections.abc import Sequence
from typing import Any

CAPACITY = 256 << 20  # only what is written takes memory
FUTURE_WRITE = 0x10  # F_SEAL_FUTURE_WRITE, Linux 5.1: who has mapped it for writing already may go on
SMALL = 1 << 16  # up to here the socket is as quick


class Shared:
    """The check's side."""

    def __init__(self) -> None:
        """Make the memory.

        Raises:
            OSError: The system has none for us.
        """
        if not hasattr(os, "memfd_create"):
            raise OSError("this system has no memory without a name")
        import fcntl

        self.file = os.memfd_create("nnkata", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._there = 0
        try:
            os.ftruncate(self.file, CAPACITY)
            self._memory = mmap.mmap(self.file, CAPACITY)
            # From here on nobody can map it for writing, write to it, or shrink it, which would make reading a signal.
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | FUTURE_WRITE | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self.file, fcntl.F_ADD_SEALS, seals)
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
        position = 0
        for chunk in chunks:
            piece = memoryview(chunk).cast("B")
            self._memory[position : position + len(piece)] = piece
            position += len(piece)
        return True

    def close(self) -> None:
        self._memory.close()
        os.close(self.file)


def view(file: int) -> memoryview:
    """In the worker: the memory, mapped for reading, before its own is limited.

    Raises:
        OSError: There is no room for it.
    """
    try:
        return memoryview(mmap.mmap(file, 0, mmap.MAP_SHARED, mmap.PROT_READ))
    finally:
        os.close(file)
