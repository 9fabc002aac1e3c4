"""What this machine can do at best: peaks and bandwidths, as the compiled kernels measure them."""

from dataclasses import dataclass
from typing import Any

LEVELS = ("first_level", "second_level", "third_level")


@dataclass(frozen=True)
class Limits:
    """Flops and bytes a second, with the threads in use."""

    f32: float
    f64: float
    levels: tuple[float, ...]
    """Of the caches, the nearest first."""
    sizes: tuple[int, ...]
    """How much each of them holds."""
    memory: float
    threads: int = 1
    shared: bool = False
    """Whether two threads are hardly faster than one: the machine's cores are not cores."""

    def seconds(self, dtype: str, flops: float, moved: float, from_memory: bool = False) -> float:
        """The shortest time that these flops and bytes can take."""
        return max(flops / (self.f64 if dtype == "f64" else self.f32), moved / self.bandwidth(moved, from_memory))

    def bandwidth(self, moved: float, from_memory: bool = False) -> float:
        """That of the nearest level which holds so many bytes."""
        if not from_memory:
            for size, bandwidth in zip(self.sizes, self.levels, strict=True):
                if moved <= size:
                    return bandwidth
        return self.memory

    def is_arithmetic(self, dtype: str, flops: float, moved: float, from_memory: bool = False) -> bool:
        """Whether the flops take longer than the bytes."""
        peak = self.f64 if dtype == "f64" else self.f32
        return flops / peak >= moved / self.bandwidth(moved, from_memory)


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
        levels=tuple(float(said[level]) * (threads if level != LEVELS[2] else 1) for level in LEVELS),
        sizes=tuple(size * (threads if level < 2 else 1) for level, size in enumerate(said["caches"])),
        memory=float(said[f"memory_{some}"]),
        threads=threads,
        shared=threads > 1 and said["f32_all"] < 0.9 * threads * said["f32_one"],
    )
