"""The confined tier: after this, a process can read libraries, write its own folder, and reach nothing else."""

import os
import platform
import sys
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


def confine(isolation: Isolation, directory: str) -> None:
    """Confine this process, and all that it will start, for good.

    Args:
        isolation: What stays open.
        directory: The folder that the process may write to.

    Raises:
        UnconfinableError: It could not be; nothing that is not trusted may run here.
    """
    if isolation.tier == "portable":
        return
    if reason := missing():
        raise UnconfinableError(f"confining {reason}")
    if isolation.tier != "confined":
        raise UnconfinableError(f"there is no tier {isolation.tier!r}")
    try:
        _confine(isolation, directory)
    except OSError as error:
        raise UnconfinableError(str(error)) from None


def _confine(isolation: Isolation, directory: str) -> None:
    opens = isolation.opens
    if "processes" in opens and landlock.version() < landlock.SCOPES:
        raise OSError(f"the day needs processes, and to keep their signals in takes Landlock {landlock.SCOPES}")
    if len(os.listdir("/proc/self/task")) > 1:
        raise OSError("a library has started a thread, and the kernel confines one thread at a time")
    reads = (*isolation.reads, *readable.NAMES) if "loopback" in opens else isolation.reads
    hidden = readable.hidden_here(isolation.hides)
    rules = [*readable.libraries(hidden), *((path, landlock.READ) for path in reads)]
    own = landlock.OWN
    if "processes" in opens:
        own |= landlock.MAKE_SOCK
        rules.append((namespaces.MESSAGES, own))
    namespaces.enter(opens, directory, reads)
    privileges.give_up()
    landlock.restrict((*rules, (directory, own)), network="loopback" in opens)
    seccomp.install(seccomp.compiled(opens, os.getpid()))
