"""Blocks of calls, timed in turns: in random order, then in the opposite one, so that a drift cancels."""

import gc
import random
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

from nnkata_plugin.speed.kernels.contenders import Contender
from nnkata_plugin.speed.statistics import Interval, median, median_interval

Clock = Callable[[], float]

BLOCK = 3e-3
"""Seconds that a block should take."""
WARM_CALLS, WARM_SECONDS = 2, 50e-3
SLOW = 50e-3
"""Seconds a call from which on fewer rounds have to do."""
VERY_SLOW = 0.2
"""Seconds a call from which on one call is warm-up enough."""
ENOUGH, ENOUGH_WHEN_SLOW, ENOUGH_FROM_MEMORY, FEWEST, MOST = 30, 5, 10, 3, 100
PRECISE = 0.02
"""From `ENOUGH` rounds on, an interval within this ends the measurement."""
MOST_CALLS = 1 << 20


class Turns:
    """Contenders that take turns on the same sets of inputs.

    Every call takes the next set, whoever makes it: so nobody finds in the caches what another has just used.
    """

    def __init__(
        self,
        contenders: Sequence[Contender],
        clock: Clock,
        probe: Callable[[], float] | None = None,
        seed: int | None = None,
    ) -> None:
        """Prepare to measure.

        Args:
            contenders: Each with its calls ready.
            clock: Seconds.
            probe: The speed of the machine right now, in any unit.
            seed: Of the order; none, and it is drawn.
        """
        self.contenders = list(contenders)
        self.speeds: list[float] = []
        """The probe's answer beside each round."""
        self._clock, self._probe = clock, probe
        self._order = random.Random(seed)
        self._sets = len(self.contenders[0].calls)
        self._next = 0
        self._counts: dict[str, int] = {}

    def warm_up(self) -> None:
        """Two calls and 50 ms each, and from the last of them how many calls make a block."""
        for contender in self.contenders:
            begin, count = self._clock(), 1
            seconds = first = self._block(contender, count)
            while first < VERY_SLOW and (self._clock() - begin < WARM_SECONDS or count < WARM_CALLS):
                count = max(WARM_CALLS, min(MOST_CALLS, 2 * count) if seconds < BLOCK else count)
                seconds = self._block(contender, count)
            contender.estimate = max(seconds / count, 1e-9)
            self._counts[contender.key] = max(1, min(MOST_CALLS, round(BLOCK / contender.estimate)))

    @property
    def round_seconds(self) -> float:
        """About what a round takes."""
        return sum(contender.estimate * self._counts[contender.key] for contender in self.contenders)

    def run(self, until: float, enough: int = ENOUGH, tell: Callable[[float], None] = lambda part: None) -> None:
        """Rounds until the first two agree on a ratio, or the time is over.

        Args:
            until: When to stop by the clock; a few rounds are done all the same.
            enough: Rounds that an answer needs.
            tell: Told how much is done.
        """
        slow = max(contender.estimate for contender in self.contenders) > SLOW
        rounds, backwards, order = 0, False, list(self.contenders)
        while rounds < MOST:
            if rounds >= FEWEST and self._clock() + self.round_seconds > until:
                break
            order = order[::-1] if backwards else self._order.sample(self.contenders, len(self.contenders))
            backwards = not backwards
            self.speeds.append(self._probe() if self._probe else 1.0)
            with _no_garbage():
                for contender in order:
                    count = self._counts[contender.key]
                    contender.blocks.append(self._block(contender, count) / count)
            rounds += 1
            tell(min(1.0, rounds / enough))
            if self._suffices(rounds, enough, slow):
                break

    def _suffices(self, rounds: int, enough: int, slow: bool) -> bool:
        if rounds < min(enough, ENOUGH_WHEN_SLOW if slow else enough):
            return False
        first, *others = self.contenders
        ratios = [interval(other.blocks, first.blocks) for other in others[:1]]
        if slow:
            return all(ratio.excludes_a_factor_of_two() for ratio in ratios) or rounds >= enough
        return enough < ENOUGH or all(ratio.spread <= PRECISE for ratio in ratios)

    def _block(self, contender: Contender, count: int) -> float:
        if self._sets == 1:
            calls: Any = repeat(contender.calls[0], count)
        else:
            calls = [contender.calls[(self._next + number) % self._sets] for number in range(count)]
            self._next = (self._next + count) % self._sets
        with contender.inside():
            start = self._clock()
            for call in calls:
                call()
            return self._clock() - start


def interval(theirs: Sequence[float], ours: Sequence[float], rounds: Sequence[int] | None = None) -> Interval:
    """How many times longer they take than we do, from blocks of the same rounds."""
    numbers = range(min(len(theirs), len(ours))) if rounds is None else rounds
    return median_interval([theirs[number] / ours[number] for number in numbers])


def seconds_of(contender: Contender, rounds: Sequence[int]) -> float:
    """The median of a call."""
    return median([contender.blocks[number] for number in rounds])


@contextmanager
def _no_garbage() -> Any:
    """The collector sleeps while a round is timed."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
