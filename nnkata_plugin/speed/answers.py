"""Whether the answers of timed calls are right: the first against the truth, every later one against a reference's."""

from collections.abc import Iterator
from typing import Any

from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.bench import Timed

LONG = 1024
"""Reductions longer than the checks ever see: there a bound from sums of magnitudes would let zeros pass."""
LOOSE = 1e-3
"""How far, relatively, the result of a whole training step may lie from the worked solution's."""


class WrongAnswerError(Exception):
    """A timed call gave a wrong answer; the message says which."""


class Answers:
    """Judges the answers at one size."""

    def __init__(self, kata: Kata, timed: Timed) -> None:
        self._kata = kata
        self._timed = timed
        self._limits: list[float] | None = None
        self._truth: Any = None

    def learn(self, inputs: tuple[Any, ...]) -> None:
        """Compute the truth for the first inputs, and from it what rounding explains at this size."""
        from nnkata_plugin.check import tolerance
        from nnkata_plugin.check.reference import Expected, Truth

        if self._timed.run is not None:
            return
        self._truth = getattr(Expected(self._kata), self._timed.name)(*inputs)
        parts = [self._truth] if not isinstance(self._truth, tuple | list) else list(self._truth)
        self._limits = []
        for part in parts:
            if not isinstance(part, Truth):  # a count or a name: exact
                self._limits.append(0.0)
                continue
            part.terms, part.scale = part.terms or 1, self._scale(part)
            # Two answers in float32, each within the bound of the truth.
            limit = tolerance.bound("float32", part.terms, part.scale, 1.0, part.condition, part.growth)
            self._limits.append(2 * float(limit.max()))

    def first(self, answer: Any) -> None:
        """Compare the answer to the first inputs with the truth.

        Raises:
            WrongAnswerError: It is not what was expected.
        """
        from nnkata_plugin.check.compare import assert_close

        if self._truth is None:
            return
        try:
            assert_close(answer, self._truth)
        except AssertionError as error:
            raise WrongAnswerError(str(error)) from None

    def later(self, answers: list[Any], right: list[Any]) -> None:
        """Compare the answers of a block with a reference's answers to the same inputs.

        Raises:
            WrongAnswerError: One differs by more than rounding explains.
        """
        import numpy as np

        for number, (answer, reference) in enumerate(zip(answers, right, strict=True), 1):
            which = f"call {number} of {len(answers)} in a block"
            found, wanted = list(_leaves(answer)), list(_leaves(reference))
            if [leaf.shape for leaf in found] != [leaf.shape for leaf in wanted]:
                raise WrongAnswerError(f"{which}: another shape than the reference's answer")
            for at, (leaf, expected) in enumerate(zip(found, wanted, strict=True)):
                limit = self._limits[at] if self._limits else LOOSE * float(np.abs(expected).max(initial=0.0))
                with np.errstate(invalid="ignore"):
                    near = (np.abs(leaf - expected) <= limit) | (leaf == expected)
                if not near.all():
                    off = near.size - int(near.sum())
                    raise WrongAnswerError(f"{which}: {off} of {near.size} values differ")

    @property
    def leaves_inputs_alone(self) -> bool:
        """Whether the contract says so: not of what works in place, nor of a run through a class."""
        functions = self._kata.facts.function
        return self._timed.run is None and not any(f.in_place for f in functions if f.name == self._timed.name)

    def unchanged(self, inputs: list[Any], before: list[tuple[Any, ...]]) -> None:
        """Compare the inputs of a block with what they were before it.

        Raises:
            WrongAnswerError: A call changed its input.
        """
        import numpy as np

        for number, (now, then) in enumerate(zip(inputs, before, strict=True), 1):
            pairs = zip(_leaves(tuple(now)), _leaves(then), strict=True)
            if not all(np.array_equal(one, other, equal_nan=one.dtype.kind == "f") for one, other in pairs):
                raise WrongAnswerError(f"call {number} of {len(inputs)} in a block changed its input")

    def _scale(self, truth: Any) -> Any:
        """The magnitude that errors are relative to; of long sums of mixed signs the root of the sum of squares."""
        import numpy as np

        largest = float(np.abs(np.asarray(truth)).max(initial=0.0))
        scale = largest if truth.scale is None else truth.scale
        if truth.terms > LONG:
            scale = np.minimum(scale, np.maximum(1.6 * np.asarray(scale) / truth.terms**0.5, largest))
        return np.asarray(scale) * self._kata.facts.tolerance


def _leaves(value: Any) -> Iterator[Any]:
    """The arrays and numbers of an answer, each as an array; a nested list of numbers is one."""
    import numpy as np

    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list) and (table := table_of(value)) is not None:
        yield table
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield np.asarray(value)


def table_of(value: list[Any]) -> Any:
    """Lists of numbers, however deep, as one array; None where they are of different lengths, or of anything else."""
    import numpy as np

    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array if array.dtype.kind in "biuf" and _begins_plainly(value) else None


def _begins_plainly(value: Any) -> bool:
    """Whether the first thing in lists is a number of Python's (or nothing): arrays in a list are answers each."""
    while isinstance(value, list) and value:
        value = value[0]
    return isinstance(value, int | float | list)
