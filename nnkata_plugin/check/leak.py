"""assert_no_leak: whether anything that is fitted knows the data it will be tested on."""

import copy
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnkata_plugin.check.compare import Mismatch, assert_equal
from nnkata_plugin.check.context import running
from nnkata_plugin.check.learner import KataCalls
from nnkata_plugin.check.mismatch import article


@dataclass(frozen=True)
class HeldOut:
    """Inputs that are to be predicted, and for nothing else."""

    inputs: Any


def held_out(inputs: Any) -> Any:
    """Mark an argument of `assert_no_leak`: the inputs of the data on which it is tested."""
    return HeldOut(inputs)


def assert_no_leak(
    kata: KataCalls,
    target: str | Callable[..., Any],
    /,
    *args: Any,
    fitted: Callable[[Any], Any] | None = None,
    **kwargs: Any,
) -> Any:
    """Train twice from scratch, the second time with other held-out inputs: what is fitted must not change by one bit.

    ``assert_no_leak(kata, "fit", x_train, y_train, held_out(x_test), seed, fitted=lambda answer: answer[0])``. Each
    training has a child of its own, so that nothing is remembered. The labels of what is held out are for the check
    alone: they never cross, and so cannot leak.

    Args:
        kata: The fixture.
        target: The learner's function that trains, or a function for `kata.run` that does.
        args: Its arguments: training data, seed and the like, and what is marked by `held_out`.
        fitted: What of the answer was fitted: parameters, statistics, a vocabulary, the epoch that was picked. All of
            it, unless said.
        kwargs: More arguments.

    Returns:
        The answer of the first training, with the held-out inputs as they are given.

    Raises:
        Mismatch: What is fitted depends on the held-out inputs, or not on the seed alone.
    """
    __tracebackhide__ = True
    import numpy as np

    if not any(isinstance(value, HeldOut) for value in (*args, *kwargs.values())):
        raise TypeError("assert_no_leak: mark the inputs that are held out, as in held_out(x_test)")
    check = running()
    fitted = fitted or (lambda answer: answer)

    def train(put: Callable[[Any], Any]) -> Any:
        kata.close()
        call = getattr(kata, target) if isinstance(target, str) else lambda *a, **k: kata.run(target, *a, **k)
        # Copies: a training that works in place begins the second time where it began the first time.
        mine, words = copy.deepcopy((args, kwargs))
        told = [put(value.inputs) if isinstance(value, HeldOut) else value for value in mine]
        words = {name: put(value.inputs) if isinstance(value, HeldOut) else value for name, value in words.items()}
        return call(*told, **words)

    rng = np.random.default_rng([check.seed, zlib.crc32(check.name.encode())])
    answer = train(lambda inputs: inputs)
    other = train(lambda inputs: _another(inputs, rng))
    try:
        assert_equal(fitted(other), fitted(answer))
    except Mismatch as difference:
        told = "what is fitted depends on the held-out inputs, which it must not know: with others in their place"
        try:
            assert_equal(fitted(train(lambda inputs: inputs)), fitted(answer))
        except Mismatch:
            told = "the same data and the same seed, and something else is fitted: in a second training"
        raise Mismatch(f"{told}\n{difference}") from None
    return answer


def _another(value: Any, rng: Any) -> Any:
    """Inputs of the same form that are plainly others: shifted and spread, or other words."""
    import numpy as np

    if isinstance(value, np.ndarray):
        if value.dtype.kind == "b":
            return ~value
        if value.dtype.kind in "iu":
            least, most = (int(value.min()), int(value.max())) if value.size else (0, 0)
            return rng.integers(least, most, value.shape, value.dtype, endpoint=True) if least < most else value ^ 1
        spread = float(np.abs(value).max(initial=0.0)) or 1.0
        return (spread * (1 + 2 * rng.standard_normal(value.shape))).astype(value.dtype)
    if isinstance(value, str):
        return "".join(rng.permutation(list("abcdefghijklmnopqrstuvwxyz"))[: max(3, len(value) % 20)])
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return type(value)(2 * value + 3)
    if isinstance(value, list | tuple):
        return type(value)(_another(part, rng) for part in value)
    if isinstance(value, dict):
        return {key: _another(part, rng) for key, part in value.items()}
    raise TypeError(
        f"held_out: no other inputs can be made of {article(type(value).__name__)}. Give arrays, texts or lists"
    )
