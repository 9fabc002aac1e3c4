"""What the superuser may do beyond others, given up: a worker needs none of it."""

import ctypes
from functools import cache
from typing import Any

from . import syscalls

VERSION = 0x20080522
READ_ANY_FILE = 1 << 2  # CAP_DAC_READ_SEARCH: the libraries may be another user's; Landlock still says which files
NO_NEW_PRIVILEGES = 38


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@cache
def least() -> tuple[Any, Any]:
    """The arguments that leave no capability but that of reading any file, where there is that."""
    header, now = _Header(VERSION, 0), (_Sets * 2)()
    syscalls.call("capget", ctypes.byref(header), ctypes.byref(now))
    kept = now[0].permitted & READ_ANY_FILE
    return header, (_Sets * 2)(_Sets(kept, kept, 0))


def give_up() -> None:
    """Keep as little as there can be, and get nothing back by running another program. Raises OSError."""
    syscalls.prctl(NO_NEW_PRIVILEGES, 1)
    syscalls.call("capset", *map(ctypes.byref, least()))
