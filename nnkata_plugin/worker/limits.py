"""What the operating system enforces on a worker, as far as it can; what it lacks is left out in silence."""

import os
import signal
import sys
from contextlib import suppress

OPEN_FILES = 1024
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def apply(memory: int, cpu: int, file: int) -> None:
    """Limit this process.

    Args:
        memory: Bytes that it may map beside what it has now. A np.zeros of 10 GB succeeds at once without this.
        cpu: Seconds of processor time: catches what hides from the deadline, such as threads between two calls.
        file: Bytes that one file may have.
    """
    try:
        import resource
    except ImportError:  # Windows
        return

    def limit(what: int, soft: int, hard: int) -> None:
        with suppress(ValueError, OSError):  # macOS has no RLIMIT_AS that holds; a container may allow less already
            resource.setrlimit(what, (soft, hard))

    # Of a crash nothing shall stay. Where the core goes to a program, the kernel leaves that out at 1, not at 0.
    limit(resource.RLIMIT_CORE, 1, 1)
    limit(resource.RLIMIT_FSIZE, file, file)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    limit(resource.RLIMIT_CPU, cpu, cpu + 1)
    if mapped := _mapped():
        limit(resource.RLIMIT_AS, mapped + memory, mapped + memory)


def _mapped() -> int:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def die_with_parent(how: signal.Signals) -> None:
    """Get this signal when the parent ends, even if it was killed (Linux)."""
    _prctl(PR_SET_PDEATHSIG, how)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent has ended, so that they can be found (Linux)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
