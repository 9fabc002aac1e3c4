"""Naming a mistake: a wrong answer that equals a known wrong solution's, and differs from the right one."""

import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pytest

from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.battery import Played
from nnkata_plugin.check.closeness import (
    ALIKE,
    Closeness,
    Grain,
    closeness,
    form,
    mended,
    overflows,
    same_form,
)
from nnkata_plugin.check.context import Call, Check, Outcome, Replayer, Returned
from nnkata_plugin.check.reach import names_called, reaches
from nnkata_plugin.worker import Verdict

MOST = 6
"""Faults that may fit the failed case: where more do, it says nothing."""
SHARE = 0.25
"""Of the time, for collecting the calls of other checks, and as much for the learner's code to answer them."""
PATIENCE = 10.0
"""A fault may take so many times the solution's own time, and a part of all the time beside that."""
PART = 0.1
ENOUGH = 3
"""Forms of calls that a fault must explain where others speak against it, and at least as many as those."""
LARGE = 8.0
"""A float in the arguments from which on something may overflow on the way."""


@dataclass(frozen=True)
class Suspect:
    """A fault that fits the failed case."""

    fault: Fault
    fit: Closeness

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        return (not self.fit.tight, not self.fit.kinds, not self.fit.types)


def name_fault(check: Check) -> list[Fault]:
    """The faults that explain the failed case: none, one, or two that cannot be told apart.

    The case's calls are put to the solution and to each fault that they can reach. A fault is suspected if its
    outcomes are the learner's on every call and not the solution's on one. Then calls of the day's other checks must
    not speak against it: there, too, it has to be wrong where the learner's code is wrong, and in the same way; or it
    has at least to explain calls of several forms. Of the faults that are left, those that fit best are named; more
    than two say too little, and those that tell the same are one mistake in two spellings. Nothing is named either
    when the time is over before all have answered: a learner waits for the verdict, not for a guess.
    """
    calls = [call for call in check.calls if call.outcome is not None]
    if not calls or check.replays is None:
        return []
    ends = time.monotonic() + check.naming_seconds
    try:
        return _named(check, check.replays, calls, ends)
    except (TimeoutError, Verdict):
        return []
    except Exception as error:  # noqa: BLE001  (a name is an extra: without it, the verdict and its message still stand)
        warnings.warn(f"looking for a name failed: {type(error).__name__}: {error}", pytest.PytestWarning, stacklevel=2)
        return []


def _named(check: Check, replays: Replayer, calls: Sequence[Call], ends: float) -> list[Fault]:
    suspects = _suspects(check, replays, calls, ends)
    if suspects:
        weighed = [(_weight(check, replays, suspect.fault, ends), suspect) for suspect in suspects]
        most = max(weight for weight, _ in weighed)
        left = [suspect for weight, suspect in weighed if weight == most > 0]
    else:
        left = _of_the_whole_check(check, replays, calls, ends)
    best = min((suspect.rank for suspect in left), default=None)
    named = {suspect.fault.tells: suspect.fault for suspect in reversed(left) if suspect.rank == best}
    return list(named.values())[::-1] if len(named) <= 2 else []


def _suspects(check: Check, replays: Replayer, calls: Sequence[Call], ends: float) -> list[Suspect]:
    """The faults whose outcomes are the learner's; none where they are too many."""
    began = time.monotonic()
    right = list(replays.known(check, None, calls, _left(ends)))
    if None in right:
        return []
    patience = _patience(check, time.monotonic() - began)
    solution = choose(check.kata, None, "solution").text
    called = names_called(calls)
    found = []
    for fault in check.kata.faults:
        if reaches(solution, called, fault.target):
            wrong = replays.known(check, fault.name, calls, min(patience, _left(ends)))
            if fit := explains(calls, right, wrong):
                found.append(Suspect(fault, fit))
    return found if len(found) <= MOST else []


def explains(
    calls: Sequence[Call], right: Sequence[Outcome | None], wrong: Iterator[Outcome | None]
) -> Closeness | None:
    """How well a fault's outcomes, taken one by one as they come, are the learner's; None where they are not.

    They must differ from the solution's on a call: by a value, or by a type that is the learner's, too.
    """
    fit: Closeness = ALIKE
    by_value = by_kind = by_type = False
    for call, good in zip(calls, right, strict=True):
        bad = marked(next(wrong, None), good, call)
        same = None if bad is None else closeness(marked(call.outcome, good, call), bad, good)
        if same is None:
            return None
        fit = fit & same
        if isinstance(bad, Returned):
            apart = closeness(good, bad)
            by_value = by_value or apart is None or (fit.tight and not apart.tight)
            by_kind = by_kind or (apart is not None and not apart.kinds)
            by_type = by_type or (apart is not None and not apart.types)
    return fit if by_value or (by_kind and fit.kinds) or (by_type and fit.types) else None


def _weight(check: Check, replays: Replayer, fault: Fault, ends: float) -> int:
    """What the day's calls say: 2, that it is this fault; 1, that it is in this check; 0, that it is not."""
    battery, share = replays.battery(check), SHARE * check.naming_seconds
    calls = battery.calls(check, min(share, _left(ends)))
    share = min(share, _patience(check, battery.took))
    mine = battery.learners(check, calls, min(share, _left(ends)))
    theirs = battery.faults(check, fault.name, calls, min(share, _left(ends)))
    if mine.remembers or theirs.remembers:
        return 2 if mine.remembers and theirs.remembers else 0
    own = set(map(id, battery.of(check.name)))
    within: set[str] = set()
    anywhere: set[str] = set()
    against, is_elsewhere = 0, False
    for call, witness in zip(calls, _witnesses(calls, mine, theirs, fault), strict=True):
        if witness.is_against:
            if id(call) in own:
                return 0
            against += 1
            is_elsewhere = is_elsewhere or witness.one_is_right
        elif witness.shape is not None:
            within |= {witness.shape} if id(call) in own else set()
            anywhere |= {witness.shape} if witness.alike else set()
    if against == 0:
        return 2
    # Both go wrong in the same calls: one mistake, though what each makes of it may depend on the rest of the code.
    forms = within if is_elsewhere else anywhere
    return 1 if len(forms) >= max(ENOUGH, against) else 0


class Witness(NamedTuple):
    """What one call says of the learner's code and a fault together."""

    is_against: bool = False
    """Whether it shows that the learner's mistake is another."""
    one_is_right: bool = False
    """Where it does: whether one of both has the solution's answer."""
    shape: str | None = None
    """Where it does not, and the fault is wrong: how the arguments are built."""
    alike: bool = False
    """Where the fault is wrong: whether both give the same answer."""


def _witnesses(calls: Sequence[Call], mine: Played, theirs: Played, fault: Fault) -> list[Witness]:
    """What each call says: found once, for most checks of a file fail by the same mistake, and meet the same calls."""
    known = mine.beside.get(fault.name)
    if known is None or known[0] is not theirs:
        found = [_witness(*each) for each in zip(calls, mine.outcomes, theirs.outcomes, strict=True)]
        known = mine.beside[fault.name] = theirs, found
    return known[1]


def _witness(call: Call, one: Outcome | None, other: Outcome | None) -> Witness:
    right = call.outcome
    if is_same(one, right) and is_same(other, right):
        return Witness()  # most calls by far, and comparing them in full takes longest
    one, other = marked(one, right, call), marked(other, right, call)
    if contradicts(one, other, right, Grain.of([call.args, call.kwargs]).size >= LARGE):
        return Witness(True, one_is_right=any(closeness(found, right) is not None for found in (one, other)))
    if one and other and not overflows(one) and closeness(other, right) is None:
        alike = isinstance(one, Returned) and closeness(one, other, right) is not None
        return Witness(shape=repr(form((call.args, call.kwargs))), alike=alike)
    return Witness()


def marked(outcome: Outcome | None, right: Outcome | None, call: Call) -> Outcome | None:
    """The outcome, in which an argument that was to stay as it was sent, and did not, is only said to have changed.

    What is left in it is chance: `x -= m` and `x[...] = answer` are the same mistake.
    """
    if not isinstance(outcome, Returned) or not isinstance(right, Returned):
        return outcome
    args = tuple(_marked(*each) for each in zip(outcome.args, right.args, call.args, strict=True))
    kwargs = {key: _marked(value, right.kwargs[key], call.kwargs[key]) for key, value in outcome.kwargs.items()}
    return replace(outcome, args=args, kwargs=kwargs)


def _marked(value: Any, right: Any, sent: Any) -> Any:
    if is_same(value, sent):
        return value
    both = (value, right)
    if isinstance(sent, list | tuple) and all(type(each) is type(sent) and len(each) == len(sent) for each in both):
        return type(sent)(_marked(*each) for each in zip(value, right, sent, strict=True))
    if isinstance(sent, dict) and all(isinstance(each, dict) and each.keys() == sent.keys() for each in both):
        return {key: _marked(value[key], right[key], sent[key]) for key in sent}
    return {"changed": sent} if is_same(right, sent) else value


def is_same(one: Any, other: Any) -> bool:
    """Whether two values, or outcomes, are the same to the last bit: a small step is a step."""
    import numpy as np

    if type(one) is not type(other):
        return False
    if isinstance(one, Returned):
        return is_same((one.value, one.args, one.kwargs), (other.value, other.args, other.kwargs))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if isinstance(one, np.random.Generator):
        return bool(one.bit_generator.state == other.bit_generator.state)
    return bool(one == other) or bool(one != one and other != other)


def contradicts(mine: Outcome | None, theirs: Outcome | None, right: Outcome | None, is_large: bool = True) -> bool:
    """Whether a call shows that the learner's mistake is not this fault.

    It does where the learner's code is wrong and the fault right, and where both answer in the same form with other
    numbers. It does not where the fault raises, or is wrong in another form; nor where one of them overflows and the
    other is right: that is the same mistake, met otherwise. But what is infinite or nan among small numbers
    (`is_large` is false) has not overflown.
    """
    if mine is None or theirs is None or closeness(mine, theirs, right) is not None:
        return False
    if not same_form(mine, theirs):
        return closeness(theirs, right) is not None
    return not is_large or closeness(mended(mine, right), mended(theirs, right), right) is None


def _of_the_whole_check(check: Check, replays: Replayer, calls: Sequence[Call], ends: float) -> list[Suspect]:
    """The faults that explain all cases up to the failed one, where the code remembers what earlier ones were."""
    if not check.past:
        return []
    alone = replays.learners(check, calls, min(SHARE * check.naming_seconds, _left(ends)))
    if all(closeness(call.outcome, fresh) for call, fresh in zip(calls, alone, strict=True)):
        return []
    return _suspects(check, replays, [*check.past, *calls], ends)


def _patience(check: Check, took: float) -> float:
    """How long wrong code is waited for, where the solution took so many seconds: some wrong code never ends."""
    return PATIENCE * took + PART * check.naming_seconds


def _left(ends: float) -> float:
    """The seconds that are left; TimeoutError where none are."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
