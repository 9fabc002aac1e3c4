"""Where the learner's code runs: in a sealed process, or beside a debugger. One contract, two backends."""

import os
from collections.abc import Iterable

from .calls import Backend, Limits, Reply
from .confinement import missing
from .inprocess import InProcess
from .isolation import FORMS, OPENS, PORTABLE, TIERS, Isolation
from .program import Program
from .restore import restore
from .sealed import Sealed
from .source import Source, source_of
from .supervisor import folder, shutdown, warm
from .verdicts import KINDS, Line, Todo, Verdict

__all__ = [
    "FORMS",
    "KINDS",
    "OPENS",
    "PORTABLE",
    "TIERS",
    "Backend",
    "Isolation",
    "Limits",
    "Line",
    "Program",
    "Reply",
    "Source",
    "Todo",
    "Verdict",
    "folder",
    "in_process",
    "missing",
    "restore",
    "sealed",
    "shutdown",
    "source_of",
    "warm",
]


def isolation(tier: str | None = None, form: str | None = None, hides: Iterable[str] = ()) -> Isolation:
    """The isolation that is asked for; where nothing is, the strongest and the fastest that this machine has.

    Args:
        hides: Folders that confined code may not read even where they lie among the libraries.
    """
    return Isolation(
        tier or ("portable" if missing() else "confined"),
        form or ("fork" if hasattr(os, "fork") else "spawn"),
        hides=tuple(map(os.path.realpath, hides)),
    )


def sealed(kind: str, program: Program, limits: Limits, isolation: Isolation = PORTABLE) -> Backend:
    """A worker process for one check, of a kind that says which libraries it has loaded.

    Args:
        kind: ``list`` (none), ``numpy``, ``plot`` (NumPy and matplotlib), ``torch``.
    """
    return Sealed(kind, program, limits, isolation)


def in_process(kind: str, program: Program) -> Backend:
    """The learner's code in this process: same copies, no limits."""
    return InProcess(kind, program)
