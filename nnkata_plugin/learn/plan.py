"""On which date comes which day: from a start, on the weekdays that one has, and what was missed moves on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import msgspec

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.learn import files, state

FILE = "plan.json"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"(\w{3})-(\w{3})")
TASKS = re.compile(r"^\*(.*\bmin\b.*)\*$", re.MULTILINE)
"""The line of a lesson that shares out its time."""


class Plan(msgspec.Struct, frozen=True):
    """What the learner wants."""

    start: date
    weekdays: tuple[int, ...] = tuple(range(7))
    """0 is Monday."""


@dataclass(frozen=True)
class Entry:
    """A day on a date."""

    kata: Kata
    date: date
    is_done: bool


def read(dojo: Dojo) -> Plan | None:
    """What was planned before; None if nothing was, or if the file is broken: it can be planned anew."""
    try:
        return msgspec.json.decode((dojo.state_folder / FILE).read_bytes(), type=Plan)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write(dojo: Dojo, plan: Plan) -> None:
    files.put(state.folder(dojo) / FILE, msgspec.json.encode(plan))


def weekdays(words: str) -> tuple[int, ...]:
    """What ``mon-fri`` and ``tue,thu,sat-sun`` mean: numbers in order, 0 is Monday.

    Raises:
        Refusal: A word is no weekday.
    """
    found: set[int] = set()
    for word in words.lower().split(","):
        span = SPAN.fullmatch(word.strip())
        ends = span.groups() if span else (word.strip(),) * 2
        if not set(ends) <= set(WEEKDAYS):
            raise Refusal(f"--days {words}: {word.strip() or 'nothing'} is no weekday. As in mon-fri, or tue,thu,sat")
        first, last = map(WEEKDAYS.index, ends)
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return tuple(sorted(found))


def a_date(word: str, today: date) -> date:
    """What ``2027-01-04``, ``today`` and ``tomorrow`` mean.

    Raises:
        Refusal: The word is no date.
    """
    near = {"today": today, "tomorrow": today + timedelta(days=1)}
    try:
        return near.get(word) or date.fromisoformat(word)
    except ValueError:
        raise Refusal(f"--start {word}: no date. As in 2027-01-04, today or tomorrow") from None


def entries(plan: Plan, days: Iterable[Kata], done: Mapping[int, date], today: date) -> list[Entry]:
    """The days in the order of their dates.

    Args:
        plan: What the learner wants.
        days: The days that there are.
        done: When the green ones became green: they keep that date. The others follow from today on, one a date.
        today: Which date that is. If something became green on it, the next day is for the next date.
    """
    begin = max(plan.start, today + timedelta(days=1) if today in done.values() else today)
    free = (date_ for gap in count() if (date_ := begin + timedelta(days=gap)).weekday() in plan.weekdays)
    found = [Entry(kata, done[kata.day], True) if kata.day in done else Entry(kata, next(free), False) for kata in days]
    return sorted(found, key=lambda entry: (entry.date, entry.kata.day))


def tasks(kata: Kata) -> list[str]:
    """What there is to do on a day, a line each: how its time is shared out, what to write, what to type."""
    shared = TASKS.search((kata.folder / "lesson.md").read_text(encoding="utf-8"))
    write = ", ".join(kata.signatures)
    return [
        shared[1] if shared else f"About {kata.facts.minutes} minutes.",
        f"Read: nnkata lesson {kata.day}",
        f"Write: {write} ({kata.name}/kata.py)",
        f"Check: pytest -m day{kata.day}",
        *([f"Time: pytest -m day{kata.day} --benchmark"] if kata.facts.bench.sizes else []),
    ]


def grid(entries: Sequence[Entry], today: date, done_mark: str) -> list[str]:
    """Weeks from Monday to Sunday, a line each, with the numbers of the days in them."""
    by_date: dict[date, list[Entry]] = {}
    for entry in entries:
        by_date.setdefault(entry.date, []).append(entry)
    cells = {when: _cell(there, done_mark) for when, there in by_date.items()}
    width = max(4, *(len(cell) for cell in cells.values())) + 2
    first, last = min(cells), max(cells)
    lines = [" " * 10 + "".join(f"{name.capitalize():>{width}}" for name in WEEKDAYS)]
    for week in range((last - first + timedelta(days=first.weekday())).days // 7 + 1):
        monday = first - timedelta(days=first.weekday()) + timedelta(weeks=week)
        dates = [monday + timedelta(days=number) for number in range(7)]
        row = "".join(_padded(cells.get(when, "·" if when == today else ""), width, when == today) for when in dates)
        lines.append(f"{monday}{row}".rstrip())
    return lines


def _cell(there: Sequence[Entry], done_mark: str) -> str:
    numbers = [entry.kata.day for entry in there]
    told = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}..{numbers[-1]}"
    return told + (done_mark if all(entry.is_done for entry in there) else "")


def _padded(cell: str, width: int, is_today: bool) -> str:
    return f"{'>' + cell if is_today else cell:>{width}}"
