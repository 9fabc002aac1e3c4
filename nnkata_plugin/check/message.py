"""What a learner reads when a check is red: at most 15 lines, none of them about the harness."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.compare import Mismatch
from nnkata_plugin.check.context import Check, Returned
from nnkata_plugin.check.naming import name_fault
from nnkata_plugin.legible import legible, one_line
from nnkata_plugin.worker import Line, Todo, Verdict, advice

LONGEST = 15
"""Lines of a message, with the replay line."""
WIDEST = 400
"""Signs of a line of it: two likely mistakes fit, the text of a runaway exception does not."""


@dataclass(frozen=True)
class Finding:
    """What a failed check comes to."""

    outcome: str
    """``red``, ``todo`` or ``infra``."""
    verdict: str
    """``wrong``, ``todo``, or the word of the worker's vocabulary."""
    text: str
    by_assertion: bool
    """Whether an assertion rejected the answer, rather than a crash."""

    def __post_init__(self) -> None:
        # What the learner's code wrote is shown as it is, escapes spelt out, but with an end.
        lines = legible(self.text).split("\n")
        shown = (line if len(line) <= WIDEST else line[: WIDEST - 3] + "..." for line in lines)
        object.__setattr__(self, "text", "\n".join(shown))


def explain(check: Check, error: BaseException, traceback_text: str) -> Finding:
    """Turn what stopped a check into what the learner reads, and name the fault where one fits.

    Args:
        check: The check, with the case and the calls that led here.
        error: What was raised in the test function.
        traceback_text: pytest's own lines for a plain `assert`, which already show the values.
    """
    if isinstance(error, Todo):
        return Finding("todo", "todo", f"day {check.kata.day} · {one_line(str(error))}", False)
    if isinstance(error, Verdict) and error.kind == "infra":
        return Finding("infra", "infra", f"not your code: the harness failed. {one_line(error.message)}", False)
    if isinstance(error, Verdict):
        return Finding("red", error.kind, _assemble(check, [error.message, *_own_lines(error.lines)], []), False)
    if hasattr(error, "nnkata_lines") and hasattr(error, "nnkata_type"):
        told = [f"{check.last_name} raised {error.nnkata_type}: {one_line(str(error))}".rstrip(": ")]
        return Finding("red", "error", _assemble(check, [*told, *_own_lines(error.nnkata_lines)], _named(check)), False)
    if exhausted := _exhausted(error):
        return Finding("infra", "infra", f"not your code: the harness failed. {exhausted}", False)
    if isinstance(error, Mismatch):
        return Finding("red", "wrong", _assemble(check, str(error).splitlines(), _named(check)), True)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Finding("red", "wrong", _assemble(check, _asserted(error, traceback_text), _named(check)), True)
    where = f"{type(error).__name__}: {one_line(str(error))}"
    if any(isinstance(call.outcome, Returned) for call in check.calls):
        # The check reads what came back: `kata.f(x).sum()` of None is the answer's fault, not the check's.
        unusable = [f"the check could not use the answer of {check.last_name}: {where}"]
        return Finding("red", "error", _assemble(check, unusable, _named(check)), False)
    head = f"not your code: the check {check.name} itself failed"
    told = [head, f"  {where}", *(f"  {one_line(line)}" for line in _of_pytest(traceback_text)[-LONGEST + 2 :])]
    return Finding("infra", "infra", "\n".join(told), False)


def _exhausted(error: BaseException) -> str:
    """What has come to its end, if that is why: raised here, not in the worker, it says nothing of the answer."""
    if isinstance(error, MemoryError):
        return "pytest is out of memory; end some programs"
    return advice.told(error, "") if isinstance(error, OSError) and error.errno in advice.ADVICE else ""


def _assemble(check: Check, body: Sequence[str], faults: Sequence[Fault]) -> str:
    case = f"{check.case.title}, seed {check.seed}" if check.case is not None else _arguments(check)
    head = one_line(" · ".join(part for part in (f"day {check.kata.day}", check.last_name, case) if part))
    pick = f" --kata-case {check.case.number}" if check.case is not None else ""
    whose = "" if check.implementation.is_learner else f" --kata-impl={check.implementation.name}"
    tail = []
    if check.warning:
        tail.append(f"  NumPy warned: {one_line(check.warning)}")
    tail += _likely(faults)
    tail.append(f"replay: pytest -m day{check.kata.day} -k {check.name}{pick} --kata-seed {check.seed}{whose}")
    room = LONGEST - 1 - len(tail)
    lines = [f"  {line}" for text in body for line in text.splitlines()]
    if len(lines) > room:
        lines = [*lines[: room - 1], "  ..."]
    check.fault = " or ".join(fault.name for fault in faults)
    return "\n".join([head, *lines, *tail])


def _likely(faults: Sequence[Fault]) -> list[str]:
    if not faults:
        return []
    told = [_after_it(fault.tells) for fault in faults]
    said = (
        f"likely mistake: it {told[0]}"
        if len(told) == 1
        else f"likely mistake: either it {told[0].rstrip('.')}; or it {told[1]}"
    )
    lessons = dict.fromkeys(fault.lesson for fault in faults if fault.lesson)
    return [said, *(f'lesson: "{lesson}"' for lesson in lessons)]


def _after_it(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _named(check: Check) -> list[Fault]:
    return name_fault(check)


def _own_lines(lines: Sequence[Line]) -> list[str]:
    shown = (
        f"kata.py:{line.number}{' in ' + line.function if line.function else ''}: {line.text.strip()}" for line in lines
    )
    return list(dict.fromkeys(shown))[-4:]  # a recursion is the same line many times


def _asserted(error: BaseException, traceback_text: str) -> list[str]:
    """The message of an assert, or of a `pytest.raises` that met nothing; else pytest's comparison of values."""
    text = str(error).strip()
    if text.startswith("DID NOT RAISE"):
        return [text.replace("DID NOT RAISE", "no exception was raised; expected")]
    return text.splitlines() if text else _of_pytest(traceback_text)


def _of_pytest(traceback_text: str) -> list[str]:
    """The lines of pytest's own report that show a statement of the check and its values."""
    return [line for line in traceback_text.splitlines() if line.startswith((">", "E"))]


def _arguments(check: Check) -> str:
    """The arguments of the last call, when the check made them itself."""
    if not check.calls:
        return ""
    call = check.calls[-1]
    shown = [_brief(value) for value in call.args] + [f"{key}={_brief(value)}" for key, value in call.kwargs.items()]
    return f"called with ({', '.join(shown)})" if shown else ""


def _brief(value: Any) -> str:
    if hasattr(value, "dtype") and hasattr(value, "shape") and value.shape:
        if value.size <= 6:
            return " ".join(str(value.tolist()).split())
        return f"{value.dtype}[{', '.join(map(str, value.shape))}]"
    text = repr(value)
    return (
        text
        if len(text) <= 40
        else f"{type(value).__name__} of {len(value)}"
        if hasattr(value, "__len__")
        else text[:37] + "..."
    )
