"""Where the learner's code runs: in a sealed process, or beside a debugger. One contract, two backends."""

from .calls import Backend, Limits, Reply
from .inprocess import InProcess
from .program import Program
from .restore import restore
from .sealed import Sealed
from .source import Source, source_of
from .supervisor import shutdown, warm
from .verdicts import KINDS, Line, Todo, Verdict

__all__ = [
    "KINDS",
    "Backend",
    "Limits",
    "Line",
    "Program",
    "Reply",
    "Source",
    "Todo",
    "Verdict",
    "in_process",
    "restore",
    "sealed",
    "shutdown",
    "source_of",
    "warm",
]


def sealed(kind: str, program: Program, limits: Limits) -> Backend:
    """A worker process for one check, forked from the zygote of its kind: "list", "numpy" or "torch"."""
    return Sealed(kind, program, limits)


def in_process(kind: str, program: Program) -> Backend:
    """The learner's code in this process: same copies, no limits."""
    return InProcess(kind, program)
