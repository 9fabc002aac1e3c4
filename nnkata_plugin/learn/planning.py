"""`nnkata calendar`: the plan as weeks on the terminal, and as a file."""

from datetime import date
from pathlib import Path

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.learn import events, files, ics, plan, repetition, workspace
from nnkata_plugin.learn.calendar import done_mark
from nnkata_plugin.learn.plan import Plan

NEXT = 7
"""Days that are told by name below the weeks."""


def calendar(dojo: Dojo, start: str | None, weekdays: str | None, path: Path | None, at: str | None) -> list[str]:
    """Plan the days of a workspace. What is asked for is remembered for the next time. Returns lines.

    Raises:
        Refusal: A word is no date, no weekday or no time of day; or there is no library for the file.
    """
    today = events.today()
    clock = ics.clock(at) if at is not None else None
    if path is not None:
        files.refuse_unwritable("--ics", path)
        ics.refuse_absent()
    wanted = _wanted(dojo, start, weekdays, today)
    found = plan.entries(wanted, workspace.days(dojo), _done(dojo), today)
    if not found:
        return ["No days here yet: nnkata start ."]
    if path is not None:
        ics.write(path, found, dojo.root, clock)
    ahead = [entry for entry in found if not entry.is_done]
    names = [f"{entry.date:%a} {entry.date}  day {entry.kata.day:>2}  {entry.kata.facts.title}" for entry in ahead]
    more = [f"... and {len(ahead) - NEXT} more, to {ahead[-1].date}"] if len(ahead) > NEXT else []
    written = ["", f"{path}: {len(found)} entries"] if path else []
    return [*plan.grid(found, today, done_mark()), "", *(names[:NEXT] or ["All days are green."]), *more, *written]


def _wanted(dojo: Dojo, start: str | None, weekdays: str | None, today: date) -> Plan:
    former = plan.read(dojo)
    if start is None and weekdays is None and former is not None:
        return former
    wanted = Plan(
        plan.a_date(start, today) if start is not None else former.start if former else today,
        plan.weekdays(weekdays) if weekdays is not None else former.weekdays if former else Plan(today).weekdays,
    )
    plan.write(dojo, wanted)
    return wanted


def _done(dojo: Dojo) -> dict[int, date]:
    """When each green day became green; one that is being done again still counts as done."""
    attempts = repetition.attempts(dojo)
    return {day: done.first.astimezone().date() for day, done in attempts.items() if done.first is not None}
