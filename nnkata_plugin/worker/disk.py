"""What a worker has written to disk, seen from outside: the folder that is its own, and files without a name."""

import errno
import math
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

from .isolation import Isolation
from .leash import Leash

MOST, MOST_FILES = 64 << 20, 1 << 30  # bytes; the second for days that are about files
MARGIN = 1 << 20
PAUSE = 0.25  # seconds
BLOCK = 512  # what st_blocks counts in
ENTRY = 4096  # what a file takes on top of its content: a million empty ones fill a disk, too
HIDING = (errno.EACCES, errno.ENAMETOOLONG)  # a folder made unreadable, or too deep for a path: who does that hides


def limit(isolation: Isolation) -> int:
    """Bytes that a worker may write."""
    return MOST_FILES if "files" in isolation.opens else MOST


def longest(isolation: Isolation) -> int:
    """Bytes that one file may have: less than all together, so that its writer gets an error and is not ended."""
    return limit(isolation) - MARGIN


class Watch:
    """Looks now and then at what a confined worker has written; what a portable one writes could lie anywhere."""

    def __init__(self, isolation: Isolation, directory: str) -> None:
        self.pause = PAUSE if isolation.tier == "confined" else 1.0
        """Seconds to wait at most before looking again."""
        self._limit = limit(isolation) if isolation.tier == "confined" else None
        self._directory = directory
        self._last = monotonic()

    def complaint(self, leash: Leash, now: float) -> str | None:
        """What is wrong, if it is too much."""
        if self._limit is None or now - self._last < PAUSE:
            return None
        self._last = now
        process = leash.told.get("process")
        if process is None or not exceeds(self._limit, self._directory, process):
            return None
        return f"it wrote more than {self._limit >> 20} MiB to disk"


def exceeds(limit: int, directory: str, process: int) -> bool:
    """Whether a process has more than this many bytes on disk. Takes no longer for a process that wrote far more."""
    used = 0.0
    for size in _sizes(directory, process):
        used += size
        if used > limit:
            return True
    return False


def _sizes(directory: str, process: int) -> Iterator[float]:
    yield from _unnamed(process, directory)
    waiting = [directory]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    with suppress(FileNotFoundError):  # gone meanwhile
                        found = entry.stat(follow_symlinks=False)
                        yield ENTRY + found.st_blocks * BLOCK
                        if stat.S_ISDIR(found.st_mode):
                            waiting.append(entry.path)
        except OSError as error:
            if error.errno in HIDING:
                yield math.inf


def _unnamed(process: int, directory: str) -> Iterator[float]:
    """Files of the same disk that the process has open and that no folder holds any more."""
    with suppress(OSError):
        disk = os.stat(directory).st_dev
        for number in os.listdir(f"/proc/{process}/fd"):
            with suppress(OSError):
                found = os.stat(f"/proc/{process}/fd/{number}")
                if found.st_dev == disk and stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                    yield ENTRY + found.st_blocks * BLOCK


def remove(directory: str) -> None:
    """Remove a folder with all that is in it, however deep, however dark; what cannot be removed stays.

    Whoever wrote there must have ended: this goes down and up again by descriptors, one level at a time, so neither a
    path nor the stack gets too long.
    """
    with suppress(OSError):
        held = _entered(directory, None)
        waiting = [_emptied(held)]  # at each level that was entered, the folders that are not empty
        names: list[str] = []
        try:
            while waiting[-1] or names:
                if waiting[-1]:
                    names.append(waiting[-1].pop())
                    held = _instead(held, _entered(names[-1], held))
                    waiting.append(_emptied(held))
                else:
                    waiting.pop()
                    held = _instead(held, os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=held))
                    os.rmdir(names.pop(), dir_fd=held)
        finally:
            os.close(held)
    with suppress(OSError):
        os.rmdir(directory)


def _entered(folder: str, inside: int | None) -> int:
    """A descriptor of a folder, which may have been made unreadable."""
    way = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        held = os.open(folder, way, dir_fd=inside)
    except PermissionError:
        os.chmod(folder, stat.S_IRWXU, dir_fd=inside)
        held = os.open(folder, way, dir_fd=inside)
    if os.fstat(held).st_mode & stat.S_IRWXU != stat.S_IRWXU:  # only then: changing it costs more than all the rest
        os.fchmod(held, stat.S_IRWXU)
    return held


def _instead(old: int, new: int) -> int:
    os.close(old)
    return new


def _emptied(folder: int) -> list[str]:
    """Remove what is in a folder but for the folders that are not empty: their names."""
    with os.scandir(folder) as entries:
        there = list(entries)
    kept = []
    for entry in there:
        if not entry.is_dir(follow_symlinks=False):
            with suppress(OSError):
                os.unlink(entry.name, dir_fd=folder)
            continue
        try:
            os.rmdir(entry.name, dir_fd=folder)
        except OSError:
            kept.append(entry.name)
    return kept
