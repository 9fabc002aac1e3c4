"""The inputs that a day is timed on, declared beside its checks."""

from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

MARK = "_nnkata_bench"


@dataclass(frozen=True)
class Timed:
    """What `--benchmark` times: a function of the kata, or `run(module, *inputs)`."""

    name: str
    inputs: Callable[..., Any]
    run: Callable[..., Any] | None


def bench(name: str, *, run: Callable[..., Any] | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the inputs of a timed function: ``@bench("softmax") def inputs(rng, batch, classes): return (x,)``.

    Args:
        name: The kata function that is timed, or, with `run`, what the ladder is called.
        run: ``run(module, *inputs)`` for classes and training; crosses to the worker like the function of `kata.run`.
    """

    def mark(inputs: Callable[..., Any]) -> Callable[..., Any]:
        setattr(inputs, MARK, Timed(name, inputs, run))
        return inputs

    return mark


def timed_in(module: Any) -> list[Timed]:
    """What a collected test_kata.py wants timed, in the order of the file."""
    # Only functions are asked: a question to the lazy `torch` would load it.
    functions = (value for value in vars(module).values() if isinstance(value, FunctionType))
    return [found for value in functions if isinstance(found := getattr(value, MARK, None), Timed)]
