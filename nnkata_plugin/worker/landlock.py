"""Landlock: files that a process may read and write, as a list; whatever is not on it is refused by the kernel."""

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

from . import syscalls

OLDEST = 3
"""The first version that knows truncation: before it, a file that cannot be written can still be emptied."""
SCOPES = 6
"""The first that keeps signals and abstract sockets in."""

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

READ = READ_FILE | READ_DIR
READ_AND_WRITE = READ_FILE | WRITE_FILE | TRUNCATE
OWN = READ | WRITE_FILE | TRUNCATE | REFER | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_FIFO | MAKE_SYM
"""Of a folder that is the process's own. Not devices, not programs to run."""

BIND_TCP, CONNECT_TCP = 1, 2
ABSTRACT_SOCKETS, SIGNALS = 1, 2
PATH_BENEATH = 1
ASK_VERSION = 1
NO_LOG = 1


class _Words(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@cache
def version() -> int:
    """What this kernel offers; 0 where it has no Landlock, or has it switched off."""
    try:
        return syscalls.call("landlock_create_ruleset", None, 0, ASK_VERSION)
    except OSError:
        return 0


class Ruleset:
    """What a thread will be restricted to, as long as it is being put together.

    Besides, signals and abstract sockets of processes outside are out of reach where the kernel offers it.

    Args:
        network: Whether TCP is to be left alone.

    Raises:
        OSError: The kernel refused; so may `allow` and `restrict`.
    """

    def __init__(self, network: bool) -> None:
        offered = version()
        self._handled = IOCTL_DEV * 2 - 1 if offered >= 5 else TRUNCATE * 2 - 1
        words = _Words(self._handled, 0 if network else BIND_TCP | CONNECT_TCP, ABSTRACT_SOCKETS | SIGNALS)
        size = 24 if offered >= SCOPES else 16 if offered >= 4 else 8
        self._file = syscalls.call("landlock_create_ruleset", ctypes.byref(words), size, 0)

    def allow(self, rules: Iterable[tuple[str, int]]) -> None:
        """Let these paths and what is below them be used, each for what stands beside it; what is not there is not."""
        for path, allowed in rules:
            with suppress(FileNotFoundError):
                _add(self._file, path, allowed & self._handled)

    def restrict(self) -> None:
        """Restrict this thread, and all that it starts, to what is allowed."""
        # Each refusal would be a line in the system's log: a file that tries a million times would fill it.
        syscalls.call("landlock_restrict_self", self._file, NO_LOG if version() >= 7 else 0)

    def close(self) -> None:
        os.close(self._file)


def _add(ruleset: int, path: str, allowed: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            allowed &= OF_FILES
        rule = _PathBeneath(allowed, parent)
        syscalls.call("landlock_add_rule", ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
