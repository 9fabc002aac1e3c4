"""Probes: functions that look at one thing. None of them can hang the doctor or end it."""

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from nnkata_plugin.doctor.machine import Machine
from nnkata_plugin.legible import one_line

LIMIT = 5.0  # seconds for what only reads a few files


@dataclass(frozen=True)
class Line:
    """What was found of one thing, and what to do about it."""

    state: Literal["ok", "note", "mend"]
    """``note``: worth knowing, and everything works. ``mend``: something does not."""
    name: str
    found: str
    do: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """The figures, for programs."""


Answer = Line | Iterable[Line]


class Probe(NamedTuple):
    name: str
    look: Callable[[Machine], Answer]
    limit: float


ROOMS: dict[str, list[Probe]] = {}
"""All probes, by the heading under which their lines stand."""


def probe(room: str, name: str, limit: float = LIMIT) -> Callable[[Callable[[Machine], Answer]], Callable[..., Answer]]:
    """Make a function a probe."""

    def add(look: Callable[[Machine], Answer]) -> Callable[..., Answer]:
        ROOMS.setdefault(room, []).append(Probe(name, look, limit))
        return look

    return add


def answers(asked: Probe, machine: Machine) -> list[Line]:
    """What a probe finds. One that raises, or is not back in time, comes to a note."""
    box: queue.SimpleQueue[list[Line]] = queue.SimpleQueue()

    def look() -> None:
        try:
            found = asked.look(machine)
            box.put([found] if isinstance(found, Line) else list(found))
        except BaseException as error:  # noqa: BLE001  (it runs on machines that nobody has seen)
            said = one_line(f"{type(error).__name__}: {error}")[:300]
            box.put([Line("note", asked.name, f"cannot be found out: {said}", "please report this line")])

    # What waits for a disk that does not answer cannot be ended: it is left behind.
    threading.Thread(target=look, daemon=True).start()
    try:
        return box.get(timeout=asked.limit)
    except queue.Empty:
        return [Line("note", asked.name, f"no answer within {asked.limit:g} s", "does a disk or a network not answer?")]
