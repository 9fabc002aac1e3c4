"""The confined tier: after this, a process can read libraries, write its own folder, and reach nothing else."""

import os
import platform
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

from . import landlock, namespaces, privileges, readable, seccomp, syscalls
from .isolation import Isolation


class UnconfinableError(Exception):
    """This process could not be confined; the message is one phrase."""


@cache
def missing() -> str | None:
    """Why this machine cannot confine a worker, as what confining needs; None where it can."""
    if sys.platform != "linux":
        return f"needs Linux, and this is {platform.system() or sys.platform}"
    if syscalls.column() is None or sys.maxsize < 1 << 32:
        return f"knows 64-bit {' and '.join(syscalls.MACHINES)}, and this is {platform.machine()}"
    if (offered := landlock.version()) < landlock.OLDEST:
        there = f"only version {offered}" if offered else "none, or it is switched off"
        return f"needs the kernel's Landlock, version {landlock.OLDEST} (Linux 6.2), and here is {there}"
    if not seccomp.available():
        return "needs the kernel's seccomp filters, and here are none"
    return None


def rule(isolation: Isolation) -> str:
    """What the code may do, as a sentence for a learner whose file met a refusal; empty where none are to be met."""
    if isolation.tier == "portable":
        return ""
    closed = {"loopback": "connect to nothing", "processes": "start no processes"}
    never = [words for word, words in closed.items() if word not in isolation.opens]
    can = ["read only libraries", "write only its own empty folder", *never]
    return f"your code is checked where it can {', '.join(can[:-1])} and {can[-1]}"


def prepare() -> None:
    """Find out once what is the same for every process that is forked from this one."""
    if missing() is None:
        readable.libraries(())
        privileges.least()
        seccomp.compiled((), os.getpid())


class Lock:
    """What confines a process, put together before it is closed behind it: that takes the most time.

    Args:
        opens: What stays open, of `isolation.OPENS`.
        hidden: Folders among the libraries that stay unreadable.

    Raises:
        OSError: The kernel refused.
    """

    def __init__(self, opens: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> None:
        self.fits = opens, hidden
        self.filter = seccomp.compiled(opens, os.getpid())
        self.files = landlock.Ruleset(network="loopback" in opens)
        self.files.allow(readable.libraries(hidden))

    def close_behind(self, reads: Iterable[str], own: Iterable[tuple[str, int]]) -> None:
        """Confine this process for good: it can read `reads`, too, and use its `own` folders as said beside them."""
        privileges.give_up()
        self.files.allow((path, landlock.READ) for path in reads)
        self.files.allow(own)
        self.files.restrict()
        seccomp.install(self.filter)


_at_hand: list[Lock] = []


def get_ready() -> None:
    """Put together what confines this process where its day opens nothing, before it is known which day that is."""
    if missing() is None:
        with suppress(OSError):  # `confine` meets it again, and says it
            _at_hand.append(Lock())


def confine(isolation: Isolation, directory: str) -> None:
    """Confine this process, and all that it will start, for good.

    Args:
        isolation: What stays open.
        directory: The folder that the process may write to.

    Raises:
        UnconfinableError: It could not be; nothing that is not trusted may run here.
    """
    try:
        if isolation.tier == "portable":
            return
        if reason := missing():
            raise UnconfinableError(f"confining {reason}")
        if isolation.tier != "confined":
            raise UnconfinableError(f"there is no tier {isolation.tier!r}")
        _confine(isolation, directory)
    except OSError as error:
        raise UnconfinableError(str(error)) from None
    finally:
        while _at_hand:
            _at_hand.pop().files.close()


def _confine(isolation: Isolation, directory: str) -> None:
    opens = isolation.opens
    if "processes" in opens and landlock.version() < landlock.SCOPES:
        raise OSError(f"the day needs processes, and to keep their signals in takes Landlock {landlock.SCOPES}")
    if len(os.listdir("/proc/self/task")) > 1:
        raise OSError("a library has started a thread, and the kernel confines one thread at a time")
    reads = (*isolation.reads, *readable.NAMES) if "loopback" in opens else isolation.reads
    rights, places = landlock.OWN, [directory]
    if "processes" in opens:
        rights |= landlock.MAKE_SOCK
        places.append(namespaces.MESSAGES)
    namespaces.enter(opens, directory, reads)
    fits = opens, readable.hidden_here(isolation.hides)
    if not _at_hand or _at_hand[-1].fits != fits:
        _at_hand.append(Lock(*fits))
    _at_hand[-1].close_behind(reads, [(place, rights) for place in places])
