"""What a timed call has to do at least, from kata.toml, and how long that takes on a machine with given limits."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.speed.kernels.limits import Limits
from nnkata_plugin.speed.timings import SizeTiming

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


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

    def floor(self, limits: Limits) -> float:
        """Seconds that the machine needs at best, in float32, with all of it in the nearest level that holds it."""
        return limits.seconds("f32", self.flops, self.bytes)

    def bound(self, limits: Limits) -> str:
        """What takes the longer: ``compute`` or ``memory``."""
        return "compute" if limits.is_arithmetic("f32", self.flops, self.bytes) else "memory"


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
