"""Moves a process's memory to large pages, a piece at a time, so that forking it takes little (Linux 6.1).

PyTorch with its first optimizer is 95,000 small pages, and every one of them is noted down anew for each child and
crossed out again at its end: two thirds of what a child costs. A large page counts once, and where a child writes to
one, only a small part of it is copied.
"""

import ctypes
from collections.abc import Iterator
from contextlib import suppress

COLLAPSE = 25  # MADV_COLLAPSE
SIZE = 2 << 20


class LargePages:
    """What is left to be moved of this process's memory as it is now."""

    def __init__(self) -> None:
        self._left: list[int] = []
        with suppress(OSError, AttributeError):
            self._madvise = ctypes.CDLL(None).madvise
            self._left = list(_pieces())

    def __bool__(self) -> bool:
        return bool(self._left)

    def move_one(self) -> None:
        """Move one piece, in a few milliseconds; where the kernel will or can not, it stays as it is."""
        self._madvise(ctypes.c_void_p(self._left.pop()), ctypes.c_size_t(SIZE), COLLAPSE)


def _pieces() -> Iterator[int]:
    """The addresses of the whole large pages in memory that belongs to no file."""
    with open("/proc/self/maps") as maps:
        for line in maps.read().splitlines():
            span, permissions, _, _, file, *_ = line.split()
            if permissions == "rw-p" and file == "0":
                first, end = (int(address, 16) for address in span.split("-"))
                yield from range(-(-first // SIZE) * SIZE, end - SIZE + 1, SIZE)
