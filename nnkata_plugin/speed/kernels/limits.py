"""What this machine can do at best: peaks and bandwidths, as the compiled kernels measure them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from time import perf_counter
from typing import Any

LEVELS = ("first_level", "second_level", "third_level")


@dataclass(frozen=True)
class Bandwidth:
    """Bytes a second between the registers and one level of memory."""

    reading: float
    """Reading alone."""
    updating: float
    """Reading and writing back, both counted."""

    def __mul__(self, times: int) -> "Bandwidth":
        return Bandwidth(self.reading * times, self.updating * times)

    def __str__(self) -> str:
        return " to ".join(dict.fromkeys(f"{rate / 1e9:.3g}" for rate in (self.reading, self.most)))

    @property
    def most(self) -> float:
        """What no mix of the two exceeds."""
        return max(self.reading, self.updating)

    def seconds(self, read: float, written: float) -> float:
        """The shortest time: reads cannot be faster than reads alone, nor all of it faster than the better mix."""
        return max(read / self.reading, (read + written) / self.most)


@dataclass(frozen=True)
class Limits:
    """Flops and bytes a second, with the threads in use."""

    f32: float
    f64: float
    levels: tuple[Bandwidth, ...]
    """Of the caches, the nearest first."""
    sizes: tuple[int, ...]
    """How much each of them holds."""
    memory: Bandwidth
    threads: int = 1
    shared: bool = False
    """Whether two threads are hardly faster than one: the machine's cores are not cores."""
    call: float = 0.0
    """Seconds that Python takes to call a compiled function which does nothing."""

    def computing(self, dtype: str, flops: float) -> float:
        """The shortest time that these flops can take."""
        return flops / (self.f64 if dtype == "f64" else self.f32)

    def moving(self, read: float, written: float, from_memory: bool = False) -> float:
        """The shortest time that these bytes can take.

        A call that is repeated finds its arrays in the nearest level that holds them all; what is larger than the last
        cache has been driven out again before its turn comes.
        """
        if not from_memory:
            for size, bandwidth in zip(self.sizes, self.levels, strict=True):
                if read + written <= size:
                    return bandwidth.seconds(read, written)
        return self.memory.seconds(read, written)


def measured(compiled: Any, threads: int) -> Limits | None:
    """What ``_kernels.roofline()`` says; None in a build that has none."""
    if not hasattr(compiled, "roofline"):
        return None
    said = compiled.roofline()
    some = "one" if threads == 1 else "all"
    return Limits(
        f32=float(said[f"f32_{some}"]),
        f64=float(said[f"f64_{some}"]),
        # Every core has its own first and second level.
        levels=tuple(Bandwidth(*said[level]) * (threads if level != LEVELS[2] else 1) for level in LEVELS),
        sizes=tuple(size * (threads if level < 2 else 1) for level, size in enumerate(said["caches"])),
        memory=Bandwidth(*said[f"memory_{some}"]),
        threads=threads,
        shared=threads > 1 and said["f32_all"] < 0.9 * threads * said["f32_one"],
        call=call_of(compiled.isa),
    )


def call_of(function: Callable[[], Any], calls: int = 1000, attempts: int = 20) -> float:
    """The shortest time of a call that does next to nothing."""

    def one_attempt() -> float:
        begin = perf_counter()
        for _ in repeat(None, calls):
            function()
        return perf_counter() - begin

    return min(one_attempt() for _ in range(attempts)) / calls
