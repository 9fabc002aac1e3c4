"""What a ladder comes to: plain figures, under the names that every output uses."""

from dataclasses import asdict, dataclass, field
from typing import Any

from nnkata_plugin.speed.cost import Cost
from nnkata_plugin.speed.statistics import Interval

NOISY = 0.05
"""A reference that differs from itself by more: the machine was busy."""
LEARNER, OWN, CONTROL = "learner", "own", "control"
"""The code that is timed; one's own beside it, where that is somebody else's; the reference once more."""


@dataclass(frozen=True)
class RungTiming:
    """One rung at one size."""

    rung: str
    label: str
    seconds: list[float] = field(repr=False)
    """The time of one call, from each round."""
    median: float
    share: float | None
    """The fastest rung's time divided by this one's; None where the rung is not ranked."""
    against_numpy: Interval | None
    """Its time divided by that of NumPy (of the worked solution, where there is no NumPy rung), round by round."""
    verdict: str
    """``faster``, ``slower`` or ``too close to say`` than NumPy; empty where that is not asked."""
    unranked: str = ""
    """Why it has no share."""
    transfer: float | None = None
    tier: str = "portable"
    """How its process was kept in."""


@dataclass(frozen=True)
class SizeTiming:
    """All rungs of one function at one size."""

    day: int
    function: str
    axes: dict[str, int]
    reference: str
    """The label of the rung that the verdicts compare with."""
    rungs: list[RungTiming]
    rounds: int
    null_call: float
    notes: list[str]
    """A line for each rung that is missing here, and one for rounds that do not count."""
    wrong: str = ""
    """What was wrong with the learner's answers; empty if nothing was."""
    seed: int = 0
    """Of the inputs. It is drawn for the run, so no answer can be prepared, and told afterwards."""
    control: list[float] = field(default_factory=list, repr=False)
    """The reference once more, in a process of its own, from each round."""
    noise: Interval | None = None
    """The control's time divided by the reference's: 1 on a quiet machine."""
    cost: Cost | None = None
    """What the code that is timed costs on every machine, at a small size: the same for all sizes of a function."""
    floor: float | None = None
    """Seconds under which no program can be on this machine; None where the day names no flops and bytes."""
    bound: str = ""
    """What is the limit at this size: ``memory``, ``compute`` or ``call overhead``."""

    @property
    def is_noisy(self) -> bool:
        return self.noise is not None and abs(self.noise.middle - 1) > NOISY

    @property
    def size(self) -> str:
        return ", ".join(f"{axis} {length}" for axis, length in self.axes.items())

    @property
    def learner(self) -> RungTiming | None:
        return self.of(LEARNER)

    def of(self, rung: str) -> RungTiming | None:
        return next((timing for timing in self.rungs if timing.rung == rung), None)

    def figures(self) -> dict[str, Any]:
        """As plain values, for results and the board."""
        return asdict(self)

    def figures_of(self, rung: RungTiming) -> dict[str, Any]:
        """A rung with what is known of its size, in one level."""
        figures = self.figures()
        del figures["rungs"]
        return figures | asdict(rung)


@dataclass
class DayTiming:
    """The ladder of a day."""

    day: int
    title: str
    implementation: str
    digest: str
    sizes: list[SizeTiming] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """A line for each rung that is missing on this machine."""

    @property
    def wrong(self) -> list[str]:
        return [f"{size.function} at {size.size}: {size.wrong}" for size in self.sizes if size.wrong]
