"""The check that is running now: which kata, which code, which case, and what was called."""

import copy
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.worker import Source


@dataclass
class Call:
    """One call of the learner's code and its outcome, kept in the parent for naming and for the message."""

    target: str | Source
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: "Returned | Raised | None" = None

    @property
    def name(self) -> str:
        return self.target if isinstance(self.target, str) else self.target.name

    @classmethod
    def of(cls, target: str | Source, args: Sequence[Any], kwargs: dict[str, Any]) -> "Call":
        """Remember the arguments as they are now: copy-restore changes the caller's own afterwards."""
        return cls(target, copy.deepcopy(tuple(args)), copy.deepcopy(kwargs))


@dataclass(frozen=True)
class Returned:
    """What came back: the value, and the arguments as they were after the call."""

    value: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Raised:
    """The name of the exception that the learner's code raised."""

    type: str


@dataclass(frozen=True)
class Trial:
    """Other code that the audit runs the same items with."""

    implementation: Implementation
    naming: bool = True
    naming_seconds: float = 20.0
    """The audit asks whether a fault can be told from the others, not whether this machine is quick enough."""
    deadline: float | None = None


@dataclass
class Check:
    """One test function of a day, as it runs."""

    kata: Kata
    name: str
    implementation: Implementation
    seed: int
    in_process: bool = False
    only_case: int | None = None
    deadline: float | None = None
    """Seconds, where less is wanted than kata.toml allows."""
    replays: "Replayer | None" = None
    """Where known code answers a failed case's calls; None where nothing is to be named."""
    naming_seconds: float = 2.0
    """What naming a failure may take."""
    case: Any = None
    """The case that the loop is at; None where the check made its own arguments."""
    calls: list[Call] = field(default_factory=list)
    """Calls since the case began."""
    last_name: str = ""
    warning: str | None = None
    fault: str = ""
    """The name of the fault that the failure was found to be, if one was."""
    message: str = ""

    @property
    def tier(self) -> str:
        return "in process" if self.in_process else "portable"

    def begin_case(self, case: Any) -> None:
        self.case = case
        self.calls.clear()
        self.warning = None


Outcome = Returned | Raised


class Replayer(Protocol):
    """Runs the calls of a failed case on known code."""

    def outcomes(self, check: Check, implementation: Implementation, calls: Sequence[Call]) -> Iterator[Outcome]:
        """What each call comes to; stops early where the implementation cannot do one."""


current: ContextVar[Check | None] = ContextVar("current check", default=None)


def running() -> Check:
    """The check that is running.

    Raises:
        RuntimeError: None is: the caller was used outside of a kata's check.
    """
    check = current.get()
    if check is None:
        raise RuntimeError("this works only inside a check of a kata: a test function of a test_kata.py, run by pytest")
    return check
