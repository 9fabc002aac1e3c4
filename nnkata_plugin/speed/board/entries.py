"""An entry of the board: one program, timed at all sizes of its day, in one run."""

import hashlib
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import LEARNER, Implementation
from nnkata_plugin.speed.cost import Cost, cost_from
from nnkata_plugin.speed.environment import environment
from nnkata_plugin.speed.statistics import Interval
from nnkata_plugin.speed.timings import DayTiming, RungTiming, SizeTiming


@dataclass(frozen=True)
class Entry:
    """What the board keeps of one run of one day."""

    day: int
    player: str
    implementation: str
    """``learner``, or what else was timed: ``solution``, a path."""
    digest: str
    program: str
    """The SHA-256 of the code; the board keeps the code under it."""
    checks: str
    """Of the day's checks and facts: where they differ, two entries were not asked the same."""
    seed: int
    """Of the checks. Each size has its own, of its inputs."""
    tier: str
    threads: int
    environment: dict[str, Any]
    sizes: list[SizeTiming] = field(repr=False)
    made: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    id: int = 0
    """Its number on the board; 0 before it is there."""

    @property
    def is_learners(self) -> bool:
        return self.implementation == LEARNER

    @property
    def is_noisy(self) -> bool:
        return any(size.is_noisy for size in self.sizes)

    @property
    def costs(self) -> list[Cost]:
        """One of each function."""
        return list({size.function: size.cost for size in self.sizes if size.cost}.values())

    def figures(self) -> dict[str, Any]:
        """As plain values, under the names that every output uses."""
        return asdict(self)


def entry_of(kata: Kata, timing: DayTiming, implementation: Implementation, player: str, seed: int, tier: str) -> Entry:
    """The entry that a day's ladder makes."""
    return Entry(
        day=kata.day,
        player=player,
        implementation=implementation.name,
        digest=timing.digest,
        program=hash_of(implementation.source),
        checks=checks_of(kata),
        seed=seed,
        tier=tier,
        threads=int(environment()["threads"]),
        environment=environment(),
        sizes=timing.sizes,
    )


def hash_of(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def checks_of(kata: Kata) -> str:
    """The first hex digits of what the day asks and of the sizes that it times."""
    both = [(kata.folder / name).read_bytes() for name in ("test_kata.py", "kata.toml")]
    return hashlib.sha256(b"\0".join(both)).hexdigest()[:12]


def size_from(figures: dict[str, Any]) -> SizeTiming:
    """The size whose figures these are."""
    known = _known(SizeTiming, figures)
    known["rungs"] = [_rung(rung) for rung in figures["rungs"]]
    known["noise"] = _interval(figures.get("noise"))
    known["cost"] = cost_from(figures.get("cost"))
    return SizeTiming(**known)


def _rung(figures: dict[str, Any]) -> RungTiming:
    return RungTiming(**_known(RungTiming, figures) | {"against_numpy": _interval(figures.get("against_numpy"))})


def _interval(figures: dict[str, Any] | None) -> Interval | None:
    return Interval(**figures) if figures else None


def _known(kind: Any, figures: dict[str, Any]) -> dict[str, Any]:
    return {each.name: figures[each.name] for each in fields(kind) if each.name in figures}
