"""Who keeps a check's child, seen from the check: a zygote for each kind, or a keeper for each child."""

import atexit
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from . import advice, inherit
from .inherit import End
from .isolation import Isolation
from .verdicts import Verdict

KINDS = ("list", "numpy", "plot", "torch")
INHERITED = (
    "PATH",
    "CUDA_VISIBLE_DEVICES",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "MPLCONFIGDIR",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
)
ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR", "BLIS")
FAREWELL = 6.0  # seconds for a zygote to end a tree
BIRTH = 120.0  # seconds for an interpreter to import its libraries, on the slowest machine that deserves an answer
BRIEF = 5.0  # the same, once it has been in vain twice
MEMORY = "/dev/shm"  # a file system in memory, on Linux
USUAL = ("/tmp", "/var/tmp", "/usr/tmp")  # temporary folders that nobody has chosen
ROOM = 2 << 30  # bytes
NO_PROGRAMS = getattr(os, "ST_NOEXEC", 8)
LAST_WORDS = 1 << 16
LINGERING = 0.5  # seconds in which a process that has closed its lines is gone


class ZygoteLostError(Exception):
    """The zygote or keeper has ended, or does not answer; the message is the last that it said, if anything."""


class Keeper(Protocol):
    """Who starts a child, holds the other end of its leash, and ends it."""

    def launch(self, directory: str, ends: Sequence[End]) -> None:
        """Start a child with these ends of its lines: conversation, output, leash, and any shared memory.

        Raises:
            ZygoteLostError, Verdict: Nobody is there to do it; why it cannot be done.
        """

    def kill(self) -> None:
        """It does not answer: end it."""

    def release(self) -> None:
        """The child has ended, as the leash told."""

    def last_words(self) -> str:
        """The last line that it wrote before it ended, such as why."""


class Program:
    """A program of the worker that runs, and what it says should it fail."""

    def __init__(self, name: str, settings: dict[str, object], ends: Sequence[End]) -> None:
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {f"{name}_NUM_THREADS": "1" for name in ONE_THREAD}
        environment["NNKATA_THREADS"] = "1"  # of the kernels, which a ladder times beside the others
        environment["MPLBACKEND"] = "Agg"  # matplotlib finds no screen, and need not look for one
        environment["MALLOC_ARENA_MAX"] = "2"  # glibc sets 64 MiB of address space aside for each thread
        if not sys.executable:
            raise Verdict("infra", "Python does not know its own interpreter (sys.executable): start it by its path")
        self._errors, errors = os.pipe()
        try:
            with suppress(OSError):  # Windows
                for end in (self._errors, errors):
                    os.set_blocking(end, False)  # who says too much must not wait for a reader
            self.process = inherit.start(name, settings, ends, environment, errors)
        except OSError as error:
            os.close(self._errors)
            why = advice.told(error, "make the environment anew")
            raise Verdict("infra", f"the interpreter {sys.executable} cannot be started: {why}") from None
        finally:
            os.close(errors)

    def last_words(self) -> str:
        with suppress(OSError, subprocess.TimeoutExpired):
            self.process.wait(LINGERING)
            lines = os.read(self._errors, LAST_WORDS).decode(errors="replace").strip().splitlines()
            return lines[-1][:200] if lines else ""
        return ""

    def end(self) -> None:
        self.process.terminate()  # ends it at once while it still imports; later it only wakes it
        self.wait()

    def wait(self) -> None:
        try:
            self.process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._errors >= 0:
            os.close(self._errors)
            self._errors = -1


class Zygote:
    """The parent's handle on the process that children are forked from."""

    def __init__(self, kind: str) -> None:
        if not hasattr(os, "fork"):
            raise Verdict("infra", "this system cannot fork: run pytest with --kata-worker spawn")
        self.owner = os.getpid()
        self._control, theirs = socket.socketpair()
        try:
            self._program = Program("zygote", {"kind": kind, "sites": sites()}, [theirs])
        except Verdict:
            self._control.close()
            raise
        finally:
            theirs.close()

    def launch(self, directory: str, ends: Sequence[End]) -> None:
        request = json.dumps({"directory": directory}).encode()
        numbers = [end if isinstance(end, int) else end.fileno() for end in ends]
        try:
            socket.send_fds(self._control, [len(request).to_bytes(4, "big") + request], numbers)
        except OSError:
            raise ZygoteLostError from None

    def kill(self) -> None:
        self._program.process.kill()
        self.close()

    def close(self) -> None:
        self._control.close()
        self._program.end()

    def release(self) -> None:
        """It has other children."""

    def last_words(self) -> str:
        return self._program.last_words()

    @property
    def alive(self) -> bool:
        return self._control.fileno() >= 0 and self._program.process.poll() is None


class OwnKeeper:
    """A keeper of one child that has an interpreter of its own."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._program: Program | None = None

    def launch(self, directory: str, ends: Sequence[End]) -> None:
        self._program = Program("keeper", {"directory": directory, "kind": self._kind, "sites": sites()}, ends)

    def kill(self) -> None:
        if self._program is not None:
            self._program.process.kill()
            self._program.wait()

    def release(self) -> None:
        if self._program is not None:
            self._program.wait()

    def last_words(self) -> str:
        return self._program.last_words() if self._program is not None else ""


def sites() -> list[str]:
    return [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]


def new_directory(isolation: Isolation) -> str:
    """The path of a work directory that is yet to be made, by who keeps the child."""
    return os.path.join(folder(isolation), f"nnkata-{secrets.token_hex(8)}")


def folder(isolation: Isolation) -> str:
    """Where work directories lie: in memory where the system has such a place, because a disk can take seconds to
    remove what a hostile file has littered; on disk for a day that is about files, and where the user has said so.
    """
    try:
        usual = tempfile.gettempdir()
    except OSError as error:
        why = advice.told(error, advice.WRITABLE)
        raise Verdict("infra", f"there is no folder for temporary files: {why}") from None
    return MEMORY if usual in USUAL and not isolation.opens and _has_room(MEMORY) else usual


def _has_room(place: str) -> bool:
    """Whether this is a file system of its own that can be written, has space, and lets compiled code run."""
    try:
        found = os.statvfs(place)
    except (OSError, AttributeError):  # Windows knows neither
        return False
    room = found.f_bavail * found.f_frsize >= ROOM and found.f_favail >= ROOM >> 20
    return room and not found.f_flag & NO_PROGRAMS and os.path.ismount(place) and os.access(place, os.W_OK | os.X_OK)


_zygotes: dict[str, Zygote] = {}
_late: Counter[str] = Counter()


def keeper_for(kind: str, form: str) -> Keeper:
    """Who keeps a new child of this kind and form."""
    if form == "fork":
        return warm(kind)
    _refuse_unknown(kind)
    return OwnKeeper(kind)


def warm(kind: str) -> Zygote:
    """Start the zygote of this kind, unless it runs already; it imports its libraries while the caller goes on.

    Raises:
        Verdict: It cannot be started.
    """
    _refuse_unknown(kind)
    zygote = _zygotes.get(kind)
    mine = zygote is not None and zygote.owner == os.getpid()
    if zygote is None or not mine or not zygote.alive:
        if zygote is not None and mine:
            zygote.close()
        zygote = _zygotes[kind] = Zygote(kind)
    return zygote


def _refuse_unknown(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"there is no worker of kind {kind!r}: {', '.join(KINDS)}")


def patience(kind: str) -> float:
    """Seconds for a child to get ready: few, once it has been waited for in vain, in a check and in its repetition."""
    return BIRTH if _late[kind] < 2 else BRIEF


def settled(kind: str, in_time: bool) -> None:
    """A child got ready, or not in time."""
    _late[kind] = 0 if in_time else _late[kind] + 1


@atexit.register
def shutdown() -> None:
    """End every zygote, and with it every child."""
    while _zygotes:
        _, zygote = _zygotes.popitem()
        if zygote.owner == os.getpid():
            zygote.close()
