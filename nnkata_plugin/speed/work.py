"""What a timed call has to do at least, from kata.toml, and how long that takes on a machine with given limits."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.speed.kernels import limits as limits_room
from nnkata_plugin.speed.timings import SizeTiming

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True)
class Roofline:
    """Flops and bytes a second of a machine.

    A day names its bytes, and not how many of them are written: of reading and updating, the faster counts.
    """

    f32: float
    f64: float
    levels: tuple[float, ...]
    """Of the caches, the nearest first."""
    sizes: tuple[int, ...]
    """How much each of them holds."""
    memory: float

    def bandwidth(self, moved: float) -> float:
        """That of the nearest level which holds so many bytes."""
        return next((rate for size, rate in zip(self.sizes, self.levels, strict=True) if moved <= size), self.memory)


@dataclass(frozen=True)
class Work:
    """What one call at one size has to do."""

    flops: float
    bytes: float
    """That have to move, in and out."""

    @property
    def intensity(self) -> float:
        """Flops for each byte."""
        return self.flops / self.bytes

    def floor(self, limits: Roofline) -> float:
        """Seconds that the machine needs at best, in float32, with all of it in the nearest level that holds it."""
        return max(self._parts(limits))

    def bound(self, limits: Roofline) -> str:
        """What takes the longer: ``compute`` or ``memory``."""
        computing, moving = self._parts(limits)
        return "compute" if computing >= moving else "memory"

    def _parts(self, limits: Roofline) -> tuple[float, float]:
        return self.flops / limits.f32, self.bytes / limits.bandwidth(self.bytes)


def measured(compiled: Any, threads: int) -> Roofline | None:
    """What the compiled kernels find; None in a build that cannot measure."""
    found = limits_room.measured(compiled, threads)
    if found is None:
        return None
    return Roofline(found.f32, found.f64, tuple(level.most for level in found.levels), found.sizes, found.memory.most)


def work_of(kata: Kata, size: SizeTiming) -> Work | None:
    """What kata.toml says that a size takes; None where it says nothing.

    Raises:
        Refusal: It says something that is no sum or product of axes.
    """
    function = next((one for one in kata.facts.function if one.name == size.function), None)
    if function is None or function.flops is None or function.bytes is None:
        return None
    where = f"{kata.folder / 'kata.toml'}: {function.name}"
    return Work(*(evaluated(words, size.axes, where) for words in (function.flops, function.bytes)))


def evaluated(expression: str, axes: Mapping[str, int], where: str = "") -> float:
    """The value of ``2 * rows * cols`` for given axes.

    Raises:
        Refusal: There is more in it than numbers, axes and + - * / **.
    """
    try:
        return _value(ast.parse(expression, mode="eval").body, axes)
    except (SyntaxError, ValueError, ZeroDivisionError) as error:
        raise Refusal(f"{where}: {expression!r}: {error}. Use numbers, axes of the size and + - * / **") from None


def _value(node: ast.expr, axes: Mapping[str, int]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in axes:
            return float(axes[name])
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, axes), _value(right, axes))
    raise ValueError(f"{ast.unparse(node)} is not known")
