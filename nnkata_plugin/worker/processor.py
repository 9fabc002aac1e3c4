"""The processor time of another process, read without its help: what it says need not be true. And where it runs."""

import os
import sys
import time
from collections.abc import Collection
from contextlib import suppress

# CPUCLOCK_SCHED in the kernel's posix-timers.h: all threads, those that have ended too, in nanoseconds.
WHOLE_PROCESS = 2


def spent(process: int) -> float | None:
    """Seconds that a process of this machine has had of its processors; its children count for themselves.

    Returns:
        None where there is no such process, or the system tells nobody (it has to be Linux).

    Source: clock_getcpuclockid(3), which makes the clock of a process from its number like this.
    """
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime(~process << 3 | WHOLE_PROCESS)
    except OSError:
        return None


def keep_on(process: int, processors: Collection[int]) -> None:
    """Have a process run on these processors only, and the threads that it starts later; where the system allows it."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(process, processors)
