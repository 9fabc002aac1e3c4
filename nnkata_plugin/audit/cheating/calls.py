"""The wrapped call of a solution: a cheat answers in its place, a survey notes what could be done to it."""

import contextlib
import functools
import inspect
import json
import types
from collections.abc import Callable, Iterator
from typing import Any

from nnkata_plugin.audit.cheating.numbers import (
    Place,
    content,
    detached,
    echoed,
    filled,
    flat,
    halved,
    is_float,
    leaves,
    mapped,
    moved,
    places,
    put,
    same,
    scaled,
    shape,
)

MARK = "nnkata survey: "
"""Begins every line that a survey prints."""
COUNTED = 4
"""Calls are counted as far as a cheat can tell them apart."""
PATIENCE = 20
"""Calls in a row without news after which a survey looks no further."""


class Call:
    """One call of the solution: what it was given, what it returned, what it changed.

    Args:
        true: The solution's function.
        names: Of its parameters.
        args: What it is called with.
        kwargs: By name.
        watched: Whether to look for what it changes. That takes a copy of all that it could change.
    """

    def __init__(self, true: Callable[..., Any], names: tuple[str, ...], args: Any, kwargs: Any, watched: bool) -> None:
        self.args = args
        self.arguments = dict(zip(names, args, strict=False)) | kwargs
        self.given = {name: places(value) if watched else [] for name, value in self.arguments.items()}
        every = [place for found in self.given.values() for place in found]
        before = [content(place) for place in every]
        self.was = {(id(owner), key): value for (owner, key), value in zip(every, before, strict=True)}
        self.returned = true(*args, **kwargs)

    def is_changed(self, place: Place) -> bool:
        return not same(self.before(place), content(place))

    def changed(self) -> list[Place]:
        """What it left behind: in its arguments, else in its own object."""
        found = {name: [place for place in given if self.is_changed(place)] for name, given in self.given.items()}
        own = found.pop("self", [])
        return [place for given in found.values() for place in given] or own

    def before(self, place: Place) -> Any:
        return self.was[id(place[0]), place[1]]


class Cheat:
    """Puts something else in the place of the answers of one function.

    Args:
        part: ``returned``, ``left``, or the name of an argument that is to be changed.
        kind: One of `cheats.KINDS`, or ``argument``.
    """

    def __init__(self, part: str, kind: str) -> None:
        self.part, self.kind = part, kind
        self.watches = part != "returned"
        self.calls = 0
        self.kept: dict[Any, Any] = {}

    def __call__(self, call: Call) -> Any:
        self.calls += 1
        if self.kind == "argument":
            answer = detached(call.returned)
            for place in call.given.get(self.part, ()):
                if not call.is_changed(place):
                    put(place, mapped(content(place), moved))
            return answer
        if self.part == "returned":
            return self.instead(call.returned, flat(call.args), shape([*call.arguments.values()]))
        left = call.changed()
        now = [content(place) for place in left]
        if self.kind == "echo":
            answers = [call.before(place) for place in left]
        else:
            answers = self.instead(now, [], tuple(map(shape, now)))
        for place, mine, true in zip(left, answers, now, strict=False):
            if shape(mine) == shape(true):
                put(place, mine)
        return call.returned

    def instead(self, answer: Any, arguments: list[Any], key: Any) -> Any:
        kind = self.kind
        if kind == "echo":
            return echoed(answer, arguments, lambda: None)
        if kind in ("first", "first of its shape"):
            kept = self.kept.setdefault("any" if kind == "first" else repr(key), detached(answer))
            return detached(kept)
        if kind.startswith("calls "):
            return answer if self.calls <= int(kind.split()[1]) else mapped(answer, lambda part: filled(part, 0))
        changes: dict[str, Callable[[Any], Any]] = {
            "zeros": lambda part: filled(part, 0),
            "constant": lambda part: filled(part, 1),
            "float16": halved,
            "scaled": scaled,
        }
        return mapped(answer, changes[kind])


class Survey:
    """Notes what could be done to the answers of a function, and prints it whenever something is new."""

    def __init__(self, name: str) -> None:
        self.facts: dict[str, Any] = {"name": name, "calls": 0, "can": [], "kept": [], "changed": []}
        self.quiet = 0

    @property
    def watches(self) -> bool:
        """Not a training to its end: what many calls in a row did not show, the next will hardly show."""
        return self.quiet < PATIENCE

    def __call__(self, call: Call) -> Any:
        if not self.watches:
            return call.returned
        self.quiet += 1
        with self.telling():
            self.facts["calls"] = min(COUNTED, self.facts["calls"] + 1)
            left = [content(place) for place in call.changed()]
            self.see("left", left)
            if left:
                self.note("can", "left echo")
            for name, given in call.given.items():
                if name == "self" and type(call.returned) is not type(call.arguments[name]):
                    continue  # an object that answers with one of its kind is an operand; any other keeps its state
                for place in given:
                    self.note("changed" if call.is_changed(place) else "kept", name)
        if isinstance(call.returned, types.GeneratorType):
            return self.watched(call.returned, call)
        with self.telling():
            self.answered(call.returned, call)
        return call.returned

    def watched(self, parts: Iterator[Any], call: Call) -> Iterator[Any]:
        for part in parts:
            with self.telling():
                self.answered(part, call)
            yield part

    def answered(self, answer: Any, call: Call) -> None:
        self.see("returned", answer)
        echoed(answer, flat(call.args), lambda: self.note("can", "returned echo"))

    def see(self, part: str, answer: Any) -> None:
        found = leaves(answer)
        if found:
            self.note("can", f"{part} numbers")
        if any(map(is_float, found)):
            self.note("can", f"{part} floats")

    def note(self, group: str, what: str) -> None:
        if what not in self.facts[group]:
            self.facts[group].append(what)

    @contextlib.contextmanager
    def telling(self) -> Iterator[None]:
        before = json.dumps(self.facts)
        yield
        if json.dumps(self.facts) != before:
            self.quiet = 0
            print(MARK + json.dumps(self.facts), flush=True)


def wrap(kata: types.ModuleType, name: str, act: Cheat | Survey) -> None:
    """Put a wrapped function, or a wrapped method (``Class.method``), in the place of the solution's."""
    owner, _, method = name.rpartition(".")
    kind: Any = vars(kata)[owner] if owner else kata
    true = inspect.getattr_static(kind, method)
    if isinstance(true, property):
        setattr(kind, method, true.getter(_wrapped(true.fget, act)))
    elif isinstance(true, staticmethod | classmethod):
        setattr(kind, method, type(true)(_wrapped(true.__func__, act)))
    else:
        setattr(kind, method, _wrapped(true, act))


def _wrapped(true: Any, act: Cheat | Survey) -> Any:
    names = tuple(inspect.signature(true).parameters)

    @functools.wraps(true)
    def answer(*args: Any, **kwargs: Any) -> Any:
        return act(Call(true, names, args, kwargs, act.watches))

    return answer
