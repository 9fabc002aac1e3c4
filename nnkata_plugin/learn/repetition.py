"""Doing a day once more, from the stub and with a clock: what is due, and how long it took each time.

Each repetition waits longer than the one before (Cepeda et al. 2008, Spacing effects in learning: the gap that serves
memory best grows with how long one wants to remember).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.learn import events, files, progress
from nnkata_plugin.learn.events import Again, AnyEvent, Lesson, Run, Stop

WAITS = (2, 7, 21, 60)
"""Days from the first green to the first repetition, from that to the second, and so on; then always the last."""
PAUSE = timedelta(minutes=90)
"""Nothing heard for longer than this: the learner was away, and the clock stood still."""


@dataclass
class Attempts:
    """How often a day was brought to green from nothing, and how long each time took."""

    times: list[timedelta] = field(default_factory=list)
    first: datetime | None = None
    """When it became green for the first time."""
    last: datetime | None = None
    """When it last became green in an attempt."""
    repeats: Again | None = None
    """The repetition that is going on."""
    _worked: timedelta | None = None
    _heard: datetime | None = None

    @property
    def due(self) -> date | None:
        """The first day on which a repetition is worth its time; None where the day was never green."""
        if self.last is None:
            return None
        wait = WAITS[min(len(self.times), len(WAITS)) - 1]
        return self.last.astimezone().date() + timedelta(days=wait)

    def learn(self, event: AnyEvent) -> None:
        moment = event.when
        match event:
            case Again():
                self.repeats, self._worked, self._heard = event, timedelta(), moment
            case Stop():
                self.repeats = self._worked = None
            case _ if self._worked is None and self.last is None:  # the first sign of a day starts its clock
                self._worked, self._heard = timedelta(), moment
        if self._worked is None or self._heard is None:
            return
        gone = moment - self._heard
        self._worked += gone if timedelta() < gone <= PAUSE else timedelta()
        self._heard = moment
        if isinstance(event, Run) and event.state == "green":
            self.times.append(self._worked)
            self.first = self.first or moment
            self.last, self.repeats, self._worked = moment, None, None


def attempts(dojo: Dojo) -> dict[int, Attempts]:
    """What the days of a workspace took, each time."""
    found: dict[int, Attempts] = {}
    for event in progress.events(dojo):
        found.setdefault(event.day, Attempts()).learn(event)
    return found


def note_reading(dojo: Dojo | None, kata: Kata) -> None:
    """Start the clock of a day whose lesson is read for the first time."""
    if dojo is None or not dojo.is_workspace:
        return
    try:
        if kata.day not in attempts(dojo):
            progress.append(dojo, [Lesson(day=kata.day)])
    except OSError:
        pass  # a lesson can be read where nothing can be written


def begin(dojo: Dojo, kata: Kata | None, days: Iterable[Kata]) -> list[str]:
    """Put the stub of a day in the place of its answer, which is kept, and start the clock. Returns lines.

    Args:
        kata: Which day; None for the one that has been due for longest.
        days: The days that there are.

    Raises:
        Refusal: The day was never green; or nothing is due.
    """
    known = attempts(dojo)
    chosen = kata or _due_for_longest(known, days)
    before = known.get(chosen.day, Attempts())
    if before.repeats is not None:
        since = f"since {before.repeats.when.astimezone():%Y-%m-%d %H:%M}"
        raise Refusal(f"day {chosen.day}: being done again {since}. Go on: pytest -m day{chosen.day}; or: --stop")
    if before.last is None:
        raise Refusal(f"day {chosen.day}: not green yet, so this is its first time. Go on: pytest -m day{chosen.day}")
    stub = (chosen.folder / "kata.py").read_bytes()
    path = dojo.folder(chosen) / "kata.py"
    kept = ""
    if path.is_file() and path.read_bytes() != stub:
        kept = files.back_up(dojo, chosen, "kata.py").name
    files.put(path, stub)
    progress.append(dojo, [Again(day=chosen.day, kept=kept)])
    return [
        f"day {chosen.day}: {chosen.facts.title}. {chosen.name}/kata.py is the stub again",
        *([f"kept     .nnkata/backups/{chosen.name}/{kept}"] if kept else []),
        f"before   {told(before.times)}",
        f"check    pytest -m day{chosen.day}   (the clock runs until it is green)",
        f"give up  nnkata again {chosen.day} --stop   (puts yours back)",
    ]


def stop(dojo: Dojo, kata: Kata) -> list[str]:
    """Give up a repetition: what was there before it comes back. Returns lines.

    Raises:
        Refusal: None is going on.
    """
    going_on = attempts(dojo).get(kata.day, Attempts()).repeats
    if going_on is None:
        raise Refusal(f"day {kata.day}: is not being done again. To begin: nnkata again {kata.day}")
    path = dojo.folder(kata) / "kata.py"
    lines = []
    former = dojo.state_folder / "backups" / kata.name / going_on.kept
    if going_on.kept and former.is_file():
        if path.is_file() and path.read_bytes() not in (former.read_bytes(), (kata.folder / "kata.py").read_bytes()):
            lines.append(f"kept  .nnkata/backups/{kata.name}/{files.back_up(dojo, kata, 'kata.py').name}")
        files.put(path, former.read_bytes())
    progress.append(dojo, [Stop(day=kata.day)])
    return [f"day {kata.day}: {kata.name}/kata.py is what it was before. Run pytest -m day{kata.day} once", *lines]


def table(dojo: Dojo, days: Iterable[Kata]) -> list[str]:
    """What was done, how long it took, and when it is due: a day a line."""
    known = attempts(dojo)
    lines = []
    for kata in days:
        done = known.get(kata.day, Attempts())
        if done.repeats is not None:
            due = "now, being done"
        elif done.due is None:
            continue
        else:
            due = "due" if done.due <= events.today() else f"due {done.due}"
        lines.append(f"day {kata.day:>2}  {kata.slug:<28}  {due:<15}  {told(done.times)}")
    return lines or ["Nothing yet: a day can be done again once it is green."]


def greens(dojo: Dojo) -> dict[int, int]:
    """How often each day of a workspace was brought to green from nothing, so far."""
    return {day: len(done.times) for day, done in _readable(dojo).items()}


def news(dojo: Dojo, before: dict[int, int]) -> list[str]:
    """A line for each day that was brought to green from nothing since `greens` gave `before`: what it took."""
    known = {day: done.times for day, done in sorted(_readable(dojo).items())}
    new = {day: times for day, times in known.items() if len(times) > before.get(day, 0)}
    return [f"day {day}: green after {told(times[-1:])}{_before(times[:-1])}" for day, times in new.items()]


def _readable(dojo: Dojo) -> dict[int, Attempts]:
    """What the days took, as far as a run cares: where it cannot be read, that is said when it cannot be recorded."""
    if not dojo.is_workspace:
        return {}
    try:
        return attempts(dojo)
    except OSError:
        return {}


def _before(times: list[timedelta]) -> str:
    return f" (before: {told(times)})" if times else ""


def told(times: Iterable[timedelta]) -> str:
    """``41 min, 9 min, 4 min``."""
    return ", ".join(_minutes(time) for time in times)


def _minutes(time: timedelta) -> str:
    minutes = max(1, round(time.total_seconds() / 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def _due_for_longest(known: dict[int, Attempts], days: Iterable[Kata]) -> Kata:
    waiting = [(attempt.due, kata) for kata in days if (attempt := known.get(kata.day)) and attempt.due]
    if not waiting:
        raise Refusal("nothing can be done again yet: no day has been green. The next one: nnkata lesson")
    due, kata = min(waiting, key=lambda one: (one[0], one[1].day))
    if due > events.today():
        raise Refusal(f"nothing is due before {due} (day {kata.day}). Sooner, all the same: nnkata again {kata.day}")
    return kata
