"""`nnkata verify ENTRY`: somebody's entry repeated on this machine, in turns with one's own file."""

import json as json_library
import math
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nnkata_plugin import worker
from nnkata_plugin.catalog import Dojo, Kata, Refusal, kata_of_day
from nnkata_plugin.catalog.implementation import LEARNER as OWN_FILE
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.learn import files
from nnkata_plugin.speed import board
from nnkata_plugin.speed.board.entries import Entry, checks_of
from nnkata_plugin.speed.board.ranking import noise_of, ratios
from nnkata_plugin.speed.board.table import between, three_digits
from nnkata_plugin.speed.checked import Checked, checked
from nnkata_plugin.speed.command import timed
from nnkata_plugin.speed.environment import differs, environment
from nnkata_plugin.speed.progress import notice
from nnkata_plugin.speed.statistics import FEWEST, Interval, geometric_mean_interval, verdict
from nnkata_plugin.speed.timings import LEARNER, OWN, DayTiming, SizeTiming

VERSION = 1
NEAR = 0.10
"""A ratio that stays within this, then and now, is the same: two runs of one program differ by half of it."""
HOLDS, DOES_NOT = 0, 1
Said = Literal["agrees", "too close to say", "differs"]


@dataclass(frozen=True)
class Comparison:
    """A ratio as the board has it, and as it came out here."""

    then: Interval
    now: Interval
    change: Interval
    """The second divided by the first."""
    verdict: Said


def run(dojo: Dojo, word: str, budget: float, tier: str, json: Path | None) -> int:
    """Repeat an entry and say whether it holds. Returns 0 where it agrees or is too close to say, else 1.

    Args:
        dojo: Whose board.
        word: The entry: its number.
        budget: Seconds for the ladder.
        tier: What keeps the entry's code in.
        json: Where the figures go.

    Raises:
        Refusal: There is no such entry, or it cannot be run here.
    """
    if tier not in worker.TIERS:
        raise Refusal(f"--isolation {tier}: not known. Give {' or '.join(worker.TIERS)}")
    if tier == "confined" and (reason := worker.missing()):
        raise Refusal(f"this runs somebody else's code, and confining {reason}. If you trust it: --isolation portable")
    if json is not None:
        files.refuse_unwritable("--json", json)
    entry, source = _entry(dojo, word)
    kata = kata_of_day(entry.day)
    theirs = _checked(kata, entry, source, tier)
    print(_heading(entry, kata))
    if not theirs.is_green:
        print(f"differs: its code is not green here ({theirs.words}): {', '.join(theirs.failures[:3])}")
        return DOES_NOT
    own, line = _own(dojo, kata, entry)
    timing = timed(kata, theirs, budget, own=own)
    print(end="\n" * bool(timing.sizes))
    print(line, end="\n" * bool(line))
    if timing.wrong:
        print(f"differs: {'; '.join(timing.wrong)}")
        return DOES_NOT
    sizes = compared(entry, timing)
    if not sizes:
        print("too close to say: no size was timed well enough, then and now")
    else:
        _say(sizes, timing)
    if json is not None:
        files.put(json, _written(entry, timing, sizes))
    return DOES_NOT if sizes and comparison(sizes).verdict == "differs" else HOLDS


Sized = tuple[SizeTiming, SizeTiming]
"""A size as the entry has it, and as it was timed now."""


def compared(entry: Entry, timing: DayTiming) -> list[Sized]:
    """The sizes that both have, ranked, with the same reference."""
    return [
        (before, size)
        for size in timing.sizes
        for before in entry.sizes
        if (before.function, before.axes, before.reference) == (size.function, size.axes, size.reference)
        and min(len(_ranked(before)), len(_ranked(size))) >= FEWEST
    ]


def _ranked(size: SizeTiming) -> list[float]:
    return [] if size.learner is None or size.learner.unranked else ratios(size)


def comparison(sizes: Sequence[Sized]) -> Comparison:
    """Compare the ratios of several sizes, as they were and as they are."""
    then, now = [size for size, _ in sizes], [size for _, size in sizes]
    before, after = (geometric_mean_interval([_ranked(size) for size in run]) for run in (then, now))
    # The two runs know nothing of each other: their errors add as squares.
    half = math.hypot(_doubt(before, then), _doubt(after, now))
    middle = after.middle / before.middle
    change = Interval(middle * math.exp(-half), middle, middle * math.exp(half))
    return Comparison(before, after, change, judged(change))


def _doubt(ratio: Interval, sizes: Sequence[SizeTiming]) -> float:
    """How far off a run's ratio may be, as a logarithm: by its own interval, or by the noise of the run."""
    return max(math.log(ratio.high / ratio.low) / 2, noise_of(sizes))


def judged(change: Interval) -> Said:
    """Whether two ratios are the same: an interval on both sides of the border says nothing."""
    low, high = 1 / (1 + NEAR), 1 + NEAR
    if low <= change.low and change.high <= high:
        return "agrees"
    return "differs" if change.high < low or change.low > high else "too close to say"


def beside(timing: DayTiming) -> Interval | None:
    """The entry's time divided by that of one's own file, over all sizes that have both."""
    groups = []
    for size in timing.sizes:
        theirs, own = size.of(LEARNER), size.of(OWN)
        if theirs and own:
            pairs = zip(theirs.seconds, own.seconds, strict=False)
            groups.append([a / b for a, b in pairs if a > 0 and b > 0])
    groups = [group for group in groups if len(group) >= FEWEST]
    return geometric_mean_interval(groups) if groups else None


def _entry(dojo: Dojo, word: str) -> tuple[Entry, bytes]:
    number = word.removeprefix("#")
    if not number.isdecimal():
        raise Refusal(f"{word}: not an entry. Give its number, as `nnkata board DAY` shows it: 12")
    if reason := board.missing():
        raise Refusal(f"no board: {reason}")
    # Only now: it needs sqlite3.
    from nnkata_plugin.speed.board import store

    try:
        found = store.entries(dojo, number=int(number[:18]))
        if not found:
            raise Refusal(f"{word}: no such entry. `nnkata board` shows those that there are")
        return found[0], store.source_of(dojo, found[0].program)
    except store.BoardError as error:
        raise Refusal(str(error)) from None


def _checked(kata: Kata, entry: Entry, source: bytes, tier: str) -> Checked:
    """The entry's checks, on a file that is there for so long only."""
    with tempfile.TemporaryDirectory(prefix="nnkata-verify-") as folder:
        path = Path(folder, "kata.py")
        path.write_bytes(source)
        with notice(f"checking #{entry.id}"):
            found = checked(kata, None, str(path), tier)
    named: Implementation = replace(found.implementation, name=f"#{entry.id} {entry.player}")
    return replace(found, implementation=named)


def _own(dojo: Dojo, kata: Kata, entry: Entry) -> tuple[Implementation | None, str]:
    """One's own file where it is green and another; else a line that says why it takes no part."""
    with notice(f"checking your day {kata.day}"):
        try:
            found = checked(kata, dojo, OWN_FILE)
        except Refusal as refusal:
            return None, f"without your own file: {refusal}"
    if not found.is_green:
        return None, f"without your own file: it is not green ({found.words})"
    if found.implementation.digest == entry.digest:
        return None, "without your own file: it is this entry's code"
    return found.implementation, ""


def _heading(entry: Entry, kata: Kata) -> str:
    made = entry.made[:16].replace("T", " ")
    lines = [f"#{entry.id}: day {entry.day} of {entry.player}, {made}, {entry.digest}"]
    if found := differs(entry.environment, environment()):
        lines.append(f"made elsewhere: {'; '.join(found)}")
    if entry.checks != checks_of(kata):
        lines.append("the checks of this day have changed since")
    return "\n".join(lines)


def _say(sizes: Sequence[Sized], timing: DayTiming) -> None:
    for before, size in sizes:
        print(f"{size.function}, {size.size}: {_told(comparison([(before, size)]))}")
    total = comparison(sizes)
    print(f"{total.verdict}: {_told(total, sizes[0][0].reference)}")
    if ratio := beside(timing):
        said = verdict(ratio)
        print(f"beside your own file: {said}: {three_digits(ratio.middle)} ({between(ratio)}) times your time")


def _told(one: Comparison, reference: str = "") -> str:
    measure = f" times {reference}'s time" if reference else ""
    before = f"{three_digits(one.then.middle)} ({between(one.then)}){measure} on the board"
    after = f"{three_digits(one.now.middle)} ({between(one.now)}) here"
    return f"{before}, {after}, a change of {three_digits(one.change.middle)} ({between(one.change)})"


def _written(entry: Entry, timing: DayTiming, sizes: Sequence[Sized]) -> bytes:
    ratio = beside(timing)
    whole_of: dict[str, Any] = {
        "version": VERSION,
        "command": "verify",
        "entry": entry.id,
        "player": entry.player,
        "day": entry.day,
        "digest": entry.digest,
        "environment": environment(),
        "timings": [size.figures() for size in timing.sizes],
        "comparisons": [
            {"function": size.function, "axes": size.axes, **asdict(comparison([(before, size)]))}
            for before, size in sizes
        ],
        "whole": asdict(comparison(sizes)) if sizes else None,
        "against_own": asdict(ratio) if ratio else None,
        "verdict": comparison(sizes).verdict if sizes else "too close to say",
        "own_verdict": verdict(ratio) if ratio else None,
    }
    return (json_library.dumps(whole_of, indent=1, ensure_ascii=False) + "\n").encode()
