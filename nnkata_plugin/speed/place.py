"""Where a ladder is timed: all its rungs on one processor, in turns, and on the fastest that there is at the moment.

Two processors of one machine may be of different kinds, or have different neighbours, and rungs that roam over them
differ by that (measured: twice as much as on one). On one, more than one thread gains nothing either.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from nnkata_plugin.speed.pulse import Pulse

LOOKS = 5
"""How often each processor is felt."""
ANYWHERE: frozenset[int] = frozenset()


@contextmanager
def on_the_fastest(pulse: Pulse) -> Iterator[frozenset[int]]:
    """Stay on the fastest processor; yields it, or nothing where we cannot choose (it has to be Linux)."""
    try:
        allowed = os.sched_getaffinity(0)
    except (AttributeError, OSError):
        yield ANYWHERE
        return
    try:
        yield _settled(allowed, pulse)
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, allowed)


def _settled(allowed: set[int], pulse: Pulse) -> frozenset[int]:
    try:
        speeds = {}
        for processor in sorted(allowed):
            os.sched_setaffinity(0, {processor})
            speeds[processor] = max(pulse.felt() for _ in range(LOOKS))
        fastest = frozenset({max(speeds, key=lambda processor: speeds[processor])})
        os.sched_setaffinity(0, fastest)
    except OSError:  # one went away, or a container forbids it
        return ANYWHERE
    return fastest
