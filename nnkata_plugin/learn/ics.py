"""The plan as a file for calendar programs (RFC 5545): one entry a day, with its tasks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path

from nnkata_plugin.catalog import Refusal
from nnkata_plugin.learn import events, files, plan
from nnkata_plugin.learn.plan import Entry


def refuse_absent() -> None:
    """Refuse to go on without the library.

    Raises:
        Refusal: Says how to install it.
    """
    if find_spec("icalendar") is None:
        raise Refusal("--ics needs icalendar: pip install 'nnkata[calendar]'")


def clock(word: str) -> time:
    """What ``18:30`` means.

    Raises:
        Refusal: The word is no time of day.
    """
    try:
        return datetime.strptime(word, "%H:%M").time()
    except ValueError:
        raise Refusal(f"--at {word}: no time of day. As in 18:30") from None


def write(path: Path, entries: Sequence[Entry], root: Path, at: time | None) -> None:
    """Write the file. An entry keeps its identity, so that the file of another day moves it instead of adding one.

    Args:
        path: Where to.
        entries: What is planned.
        root: The workspace: two of them have entries of their own.
        at: When a day begins, wherever the learner is; None for entries of a whole day.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//nnkata//84 katas//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "nnkata")
    workspace = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    for entry in entries:
        kata = entry.kata
        event = Event()
        event.add("uid", f"day{kata.day:02}-{workspace}@nnkata")
        event.add("dtstamp", events.now())
        event.add("sequence", int(events.now().timestamp()) // 60)  # a later file wins
        event.add("summary", f"{'done: ' if entry.is_done else ''}nnkata day {kata.day}: {kata.facts.title}")
        event.add("description", "\n".join(plan.tasks(kata)))
        if at is None or entry.is_done:
            event.add("dtstart", entry.date)
            event.add("transp", "TRANSPARENT")  # it does not make the whole day busy
        else:
            begin = datetime.combine(entry.date, at)
            event.add("dtstart", begin)
            event.add("dtend", begin + timedelta(minutes=kata.facts.minutes))
        calendar.add_component(event)
    files.put(path, calendar.to_ical())
