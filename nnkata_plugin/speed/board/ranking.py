"""Who is how fast on a day: by time divided by the reference's in the same run, and never by seconds of another run."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnkata_plugin.speed.board.entries import Entry
from nnkata_plugin.speed.conclusions import CALL_OVERHEAD
from nnkata_plugin.speed.cost import score_of
from nnkata_plugin.speed.statistics import CLOSE, FEWEST, Interval, geometric_mean_interval
from nnkata_plugin.speed.timings import SizeTiming

Key = tuple[str, str]
"""A function and its axes, in words."""


@dataclass
class Standing:
    """An entry, and what it comes to beside the others of its day."""

    entry: Entry
    score: Interval | None = None
    """Geometric mean, over the sizes that count, of its time divided by the reference's."""
    noise: float = 0.0
    """How far the reference was from itself, as a logarithm."""
    why: str = ""
    """Why it is not ranked."""
    place: int = 0
    tied: bool = False
    best: bool = False
    """Whether its player has none that is faster with the same kind of program."""

    @property
    def cost(self) -> float | None:
        """What its code costs, in worked solutions: the same on every machine with the same minor versions."""
        return score_of(self.entry.costs)

    @property
    def doubt(self) -> float:
        """How far off the score may be, as a logarithm."""
        assert self.score is not None, "asked only of those that are ranked"
        return max(math.log(self.score.high / self.score.low) / 2, self.noise)

    def is_clearly_faster_than(self, other: "Standing") -> bool:
        assert self.score is not None and other.score is not None, "asked only of those that are ranked"
        ahead = math.log(other.score.middle / self.score.middle)
        return ahead > max(math.log1p(CLOSE), math.hypot(self.doubt, other.doubt))

    @property
    def words(self) -> str:
        """The place as people say it: ``1=`` is shared, or too close to say."""
        return f"{self.place}{'=' * self.tied}" if self.place else ""


@dataclass
class Ranking:
    """The entries of one day, the fastest first, then those that are not ranked."""

    day: int
    reference: str
    standings: list[Standing]
    left_out: list[Key]
    """Sizes that count for nobody, for somebody's time there was mostly the call."""

    @property
    def best(self) -> list[Standing]:
        """One line for each player and kind of program, the fastest first."""
        return [standing for standing in self.standings if standing.best]

    def of(self, player: str) -> list[Standing]:
        """A player's entries, the oldest first."""
        return sorted((one for one in self.standings if one.entry.player == player), key=lambda one: one.entry.id)


def ranked(entries: Sequence[Entry]) -> Ranking:
    """Rank the entries of one day; there is at least one. The newest says which sizes the day has."""
    newest = max(entries, key=lambda entry: entry.id)
    wanted = {_key(size): size.reference for size in newest.sizes}
    standings = [Standing(entry, why=_why_not(entry, wanted)) for entry in entries]
    asked = [standing for standing in standings if not standing.why]
    mostly_call = {_key(size) for one in asked for size in one.entry.sizes if _is_mostly_call(size)}
    for standing in asked:
        _score(standing, [size for size in standing.entry.sizes if _key(size) not in mostly_call])
    scored = sorted((one for one in asked if one.score), key=lambda one: (_middle(one), one.entry.id))
    _choose_best(scored)
    rivals = [one for one in scored if one.best]
    for standing in scored:
        others = [one for one in rivals if one is not standing]
        standing.place = 1 + sum(one.is_clearly_faster_than(standing) for one in others)
        standing.tied = any(
            not one.is_clearly_faster_than(standing) and not standing.is_clearly_faster_than(one) for one in others
        )
    unranked = [one for one in standings if not one.score]
    reference = next(iter(wanted.values()), "")
    return Ranking(newest.day, reference, [*scored, *unranked], [key for key in wanted if key in mostly_call])


def by_day(entries: Iterable[Entry]) -> list[Ranking]:
    """A ranking for each day that has entries."""
    days: dict[int, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.day, []).append(entry)
    return [ranked(days[day]) for day in sorted(days)]


def ratios(size: SizeTiming, rung: str = "learner") -> list[float]:
    """A rung's time divided by the reference's, round by round; empty where one of them is missing."""
    mine = size.of(rung)
    its = next((one for one in size.rungs if one.label == size.reference), None)
    if mine is None or its is None:
        return []
    return [a / b for a, b in zip(mine.seconds, its.seconds, strict=False) if a > 0 and b > 0]


def noise_of(sizes: Iterable[SizeTiming]) -> float:
    """How far the reference was from itself, as a logarithm: the mean over the sizes."""
    offs = [max(abs(math.log(size.noise.low)), abs(math.log(size.noise.high))) for size in sizes if size.noise]
    return sum(offs) / len(offs) if offs else 0.0


def _key(size: SizeTiming) -> Key:
    return size.function, size.size


def _why_not(entry: Entry, wanted: dict[Key, str]) -> str:
    if {_key(size) for size in entry.sizes} != set(wanted):
        return "timed at other sizes"
    for size in entry.sizes:
        learner = size.learner
        if learner is None:
            return f"too slow at {size.function}, {size.size}"
        if size.reference != wanted[_key(size)]:
            return f"compared with {size.reference}"
        if learner.unranked and learner.unranked != CALL_OVERHEAD:
            return learner.unranked
        if not _is_mostly_call(size) and len(ratios(size)) < FEWEST:
            return "too few rounds to say"
    return ""


def _is_mostly_call(size: SizeTiming) -> bool:
    return size.learner is not None and size.learner.unranked == CALL_OVERHEAD


def _score(standing: Standing, sizes: Sequence[SizeTiming]) -> None:
    if not sizes:
        standing.why = CALL_OVERHEAD
        return
    standing.score = geometric_mean_interval([ratios(size) for size in sizes])
    standing.noise = noise_of(sizes)


def _middle(standing: Standing) -> float:
    return standing.score.middle if standing.score else math.inf


def _choose_best(scored: Iterable[Standing]) -> None:
    seen = set()
    for standing in scored:
        who = standing.entry.player, standing.entry.implementation
        standing.best = who not in seen
        seen.add(who)
