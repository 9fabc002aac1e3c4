"""Starts the programs of this folder with sockets to inherit: by number on POSIX, by a description on Windows."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

START = Path(__file__).with_name("start.py")
LENGTH = 4  # bytes, before a description

End = int | socket.socket


def start(
    program: str,
    settings: Mapping[str, Any],
    ends: Sequence[End],
    environment: Mapping[str, str] | None = None,
    errors: int = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start a program of this folder.

    Args:
        program: Its name; its `main` gets the settings, and as `ends` what `taken` takes.
        ends: What it inherits. A pipe's end, a number, is for POSIX alone.
        environment: All that its environment holds; None: what this process's own holds.
        errors: Where its standard error goes.

    Raises:
        OSError: It could not be started.
    """
    shared = hasattr(socket.socket, "share")
    numbers = [] if shared else [end if isinstance(end, int) else end.fileno() for end in ends]
    doubles = {number: _above_standard(number) for number in numbers if number < 3}
    numbers = [doubles.get(number, number) for number in numbers]
    words = json.dumps({**settings, "ends": None if shared else numbers})
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(START), program, words],
            stdin=subprocess.PIPE if shared else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
            pass_fds=numbers,
            start_new_session=True,  # Ctrl-C is for pytest
        )
    finally:
        for double in doubles.values():
            os.close(double)
    if process.stdin is not None:
        with process.stdin:
            for end in ends:
                description: bytes = end.share(process.pid)  # type: ignore[union-attr]
                process.stdin.write(len(description).to_bytes(LENGTH, "big") + description)
    return process


def taken(ends: Sequence[int] | None, count: int) -> list[Any]:
    """In the program that was started: what it inherited."""
    if ends is not None:
        for number in ends:
            os.set_inheritable(number, False)  # what the learner's code starts shall not have it
        return list(ends)
    read = sys.stdin.buffer.read
    return [socket.fromshare(read(int.from_bytes(read(LENGTH), "big"))) for _ in range(count)]  # type: ignore[attr-defined]


def close(end: End) -> None:
    if isinstance(end, int):
        os.close(end)
    else:
        end.close()


def set_blocking(end: End, blocking: bool) -> None:
    if isinstance(end, int):
        os.set_blocking(end, blocking)
    else:
        end.setblocking(blocking)


def as_socket(end: End) -> socket.socket:
    return socket.socket(fileno=end) if isinstance(end, int) else end


def _above_standard(number: int) -> int:
    """A descriptor that the standard streams of the program cannot overwrite: here some of 0, 1, 2 may be closed."""
    import fcntl

    return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 3)
