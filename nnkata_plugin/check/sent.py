"""What was handed over to the learner's code, whatever became of it there.

Copy-restore puts what a function did to its arguments into the caller's own objects. So a function that spoils its
input could have the truth computed from spoilt input too, and agree with it.
"""

import ast
import copy
from typing import Any

from nnkata_plugin.check.context import Call, Check


def as_sent(value: Any, check: Check) -> Any:
    """The value as it was when it was last handed over; as it is, if it never was, or to what changes its arguments.

    Args:
        value: An argument of an oracle: an object of the check's own, or a list, tuple or dict of such.
        check: It keeps what was handed over since the case began, by object.
    """
    for call in reversed(check.calls):
        if id(value) in call.sent:
            in_place = isinstance(call.target, str) and check.kata.facts.changes_arguments(call.target)
            # A copy: an oracle that draws numbers must not turn the generator that naming will ask.
            return value if in_place else copy.deepcopy(call.sent[id(value)])
    if isinstance(value, list | tuple):
        return type(value)(as_sent(part, check) for part in value)
    if isinstance(value, dict):
        return {key: as_sent(part, check) for key, part in value.items()}
    return value


def changed(call: Call, args: tuple[Any, ...], kwargs: dict[str, Any], signature: str) -> str | None:
    """What to call the first argument that is not any more what was sent; None if all are.

    Args:
        call: With the arguments as they were sent.
        args: As they came back.
        kwargs: As they came back.
        signature: The parameters of the function, as the stub declares them.
    """
    names = _parameters(signature)
    for place, (before, after) in enumerate(zip(call.args, args, strict=True)):
        if _differs(before, after):
            return f"its argument `{names[place]}`" if place < len(names) else f"argument {place + 1}"
    return next((f"its argument `{name}`" for name in kwargs if _differs(call.kwargs[name], kwargs[name])), None)


def _parameters(signature: str) -> list[str]:
    (function,) = ast.parse(f"def f({signature}): ...").body
    assert isinstance(function, ast.FunctionDef)
    return [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]


def _differs(before: Any, after: Any) -> bool:
    """Whether an argument was changed. A generator of random numbers may be asked: that is what it is for."""
    if before is after or hasattr(before, "bit_generator"):
        return False
    if type(before) is not type(after):
        return True
    if isinstance(before, list | tuple):
        return len(before) != len(after) or any(map(_differs, before, after))
    if isinstance(before, dict):
        return before.keys() != after.keys() or any(_differs(before[key], after[key]) for key in before)
    if hasattr(before, "tobytes"):
        return (before.shape, before.dtype) != (after.shape, after.dtype) or before.tobytes() != after.tobytes()
    return bool(before != after) and not (before != before and after != after)
