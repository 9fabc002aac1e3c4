"""The check that is running now: which kata, which code, which case, and what was called."""

import copy
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import pytest

from nnkata_plugin.catalog import libraries
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.catalog.libraries import Library
from nnkata_plugin.check.evidence import Evidence
from nnkata_plugin.worker import PORTABLE, Backend, Isolation, Source

if TYPE_CHECKING:
    from nnkata_plugin.check.battery import Battery

KEPT = 1 << 20
"""Bytes of the calls of a case up to which they are kept when the next one begins."""
MOST_KEPT = 64


@dataclass
class Call:
    """One call of the learner's code and its outcome, kept in the parent for naming and for the message."""

    target: str | Source
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: "Returned | Raised | None" = None
    sent: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)
    """What each of the caller's own objects was, nested ones too, by its id; it keeps them alive."""

    @property
    def name(self) -> str:
        return self.target if isinstance(self.target, str) else self.target.name

    @property
    def size(self) -> int:
        """The bytes of its arguments and of what came back, roughly."""
        return size_of((self.args, self.kwargs)) + (self.outcome.size if isinstance(self.outcome, Returned) else 0)

    @classmethod
    def of(cls, target: str | Source, args: Sequence[Any], kwargs: dict[str, Any]) -> "Call":
        """Remember the arguments as they are now: copy-restore changes the caller's own afterwards."""
        sent: dict[int, Any] = {}  # deepcopy's own memory of what became of which object
        return cls(target, copy.deepcopy(tuple(args), sent), copy.deepcopy(kwargs, sent), sent=sent)


@dataclass(frozen=True)
class Returned:
    """What came back: the value, and the arguments as they were after the call."""

    value: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    @property
    def size(self) -> int:
        """Its bytes, roughly."""
        return size_of((self.value, self.args, self.kwargs))


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
    prove: bool = False
    """Whether to keep what the run proves about its own checks (`Evidence`)."""


@dataclass
class Check:
    """One test function of a day, as it runs."""

    kata: Kata
    name: str
    implementation: Implementation
    seed: int
    in_process: bool = False
    isolation: Isolation = PORTABLE
    """Of the learner's process, and of those that its answers are compared with."""
    only_case: int | None = None
    cases: int = 0
    """How many cases the check has had so far, run or not."""
    deadline: float | None = None
    """Seconds, where less is wanted than kata.toml allows."""
    module: Any = None
    """The test_kata.py that it stands in."""
    replays: "Replayer | None" = None
    """Where known code answers a failed case's calls; None where nothing is to be named."""
    naming_seconds: float = 2.0
    """What naming a failure may take."""
    case: Any = None
    """The case that the loop is at; None where the check made its own arguments."""
    calls: list[Call] = field(default_factory=list)
    """Calls since the case began."""
    past: list[Call] = field(default_factory=list)
    """Calls of earlier cases, as long as they are not too much to keep."""
    last_name: str = ""
    warning: str | None = None
    fault: str = ""
    """The name of the fault that the failure was found to be, if one was."""
    message: str = ""
    evidence: Evidence | None = None
    """Kept only where the audit asks for it."""
    lacks: Library | None = None
    """For want of which library it was skipped."""

    def skip_for(self, library: Library) -> NoReturn:
        """Leave the check out, because this library is not installed."""
        self.lacks = library
        pytest.skip(f"needs {libraries.needed(library)}")

    @property
    def tier(self) -> str:
        return "in process" if self.in_process else self.isolation.tier

    def begin_case(self, case: Any) -> None:
        self.case = case
        if self.replays is not None and sum(call.size for call in self.calls) <= KEPT and len(self.past) < MOST_KEPT:
            self.past += self.calls
        self.calls.clear()
        self.warning = None

    def end_cases(self) -> None:
        """What follows a loop over cases belongs to none of them."""
        self.begin_case(None)


Outcome = Returned | Raised


class Replayer(Protocol):
    """Runs calls on code other than the check's own child (`replay.Replays`)."""

    def known(self, check: Check, fault: str | None, calls: Sequence[Call], seconds: float) -> Iterator[Outcome | None]:
        """What each call comes to with a fault, or with the solution; None where there is no answer."""

    def learners(self, check: Check, calls: Sequence[Call], seconds: float) -> Iterator[Outcome | None]:
        """The same for the code under test, in a fresh child."""

    def stage(self, check: Check, fault: str | None, seconds: float) -> Backend:
        """A child that has the solution freshly loaded, with a fault or with none."""

    def battery(self, check: Check) -> "Battery":
        """The calls of the other checks of the check's day."""


def size_of(value: Any) -> int:
    """The bytes of a value, roughly."""
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(size_of, value)) + 8 * len(value)
    return int(getattr(value, "nbytes", 8))


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
