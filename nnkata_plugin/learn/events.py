"""What can happen to a day: the lines of `.nnkata/progress.jsonl`."""

from datetime import UTC, date, datetime
from typing import Annotated

import msgspec


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Where the learner is."""
    return now().astimezone().date()


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Something that happened to a day. Unknown fields are left alone: a newer nnkata may have written them."""

    day: int
    when: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(default_factory=now)


class Run(Event, frozen=True, kw_only=True, tag="run"):
    """A sealed run of the learner's file came to a state."""

    state: str
    passed: int
    declared: int
    digest: str


class Lesson(Event, frozen=True, kw_only=True, tag="lesson"):
    """The lesson was shown."""


class Hint(Event, frozen=True, kw_only=True, tag="hint"):
    """A step of the hints was shown."""

    step: int


class Reset(Event, frozen=True, kw_only=True, tag="reset"):
    """kata.py became the stub again."""


class Again(Event, frozen=True, kw_only=True, tag="again"):
    """A day that was green is done once more, from the stub."""

    kept: str = ""
    """The name of the backup of what was there; empty when that was the stub."""


class Stop(Event, frozen=True, kw_only=True, tag="stop"):
    """A repetition was given up, and what was there before it lies in its place again."""


AnyEvent = Run | Lesson | Hint | Reset | Again | Stop
READ = msgspec.json.Decoder(AnyEvent)
