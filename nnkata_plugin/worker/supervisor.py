"""The zygotes, seen from the check: one for each kind of worker, started on first use, ended with the session."""

import atexit
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from .verdicts import Verdict

PROGRAM = Path(__file__).with_name("zygote.py")
KINDS = ("list", "numpy", "torch")
INHERITED = (
    "PATH",
    "CUDA_VISIBLE_DEVICES",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
)
ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR", "BLIS")
FAREWELL = 6.0  # seconds for a zygote to end a tree


class ZygoteLostError(Exception):
    """The zygote has ended, or does not answer."""


class Zygote:
    """The parent's handle on the process that children are forked from."""

    def __init__(self, kind: str) -> None:
        if not hasattr(os, "fork"):
            raise Verdict("infra", "sealed checks need Linux or macOS: run pytest with --kata-inprocess")
        self.owner = os.getpid()
        ours, theirs = socket.socketpair()
        self._control = ours
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {f"{name}_NUM_THREADS": "1" for name in ONE_THREAD}
        environment["MALLOC_ARENA_MAX"] = "2"  # glibc sets 64 MiB of address space aside for each thread
        sites = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
        fd = _above_standard(theirs)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", str(PROGRAM), str(fd), kind, json.dumps(sites)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                pass_fds=[fd],
                start_new_session=True,  # Ctrl-C is for pytest
            )
        finally:
            os.close(fd)

    def fork(self, directory: str, ends: list[int]) -> None:
        """Ask for a child with these ends: conversation, output, leash."""
        request = json.dumps({"directory": directory}).encode()
        try:
            socket.send_fds(self._control, [len(request).to_bytes(4, "big") + request], ends)
        except OSError:
            raise ZygoteLostError from None

    def kill(self) -> None:
        self._process.kill()
        self.close()

    def close(self) -> None:
        self._control.close()
        self._process.terminate()  # ends it at once while it still imports; later it only wakes it
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def alive(self) -> bool:
        return self._control.fileno() >= 0 and self._process.poll() is None


def _above_standard(end: socket.socket) -> int:
    """A descriptor that the standard streams of a child cannot overwrite: here some of 0, 1, 2 may be closed."""
    import fcntl

    fd = fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, 3)
    end.close()
    return fd


_zygotes: dict[str, Zygote] = {}


def warm(kind: str) -> Zygote:
    """Start the zygote of this kind, unless it runs already; it imports its libraries while the caller goes on."""
    if kind not in KINDS:
        raise ValueError(f"there is no worker of kind {kind!r}: {', '.join(KINDS)}")
    zygote = _zygotes.get(kind)
    if zygote is None or zygote.owner != os.getpid() or not zygote.alive:
        zygote = _zygotes[kind] = Zygote(kind)
    return zygote


@atexit.register
def shutdown() -> None:
    """End every zygote, and with it every child."""
    while _zygotes:
        _, zygote = _zygotes.popitem()
        if zygote.owner == os.getpid():
            zygote.close()
