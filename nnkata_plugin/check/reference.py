"""The truth that answers are compared with: the Rust kernel in float64, an oracle, or the day's own oracle.py."""

import importlib.util
import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from nnkata_plugin.catalog import suite
from nnkata_plugin.catalog.facts import Function
from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.check.context import current
from nnkata_plugin.check.sent import as_sent

ORACLE = "oracle.py"


class Truth(np.ndarray):
    """A float64 answer that knows what its rounding error is relative to; its slices no longer do."""

    terms: float | None = None
    scale: Any = None
    growth: str = "root"
    condition: Any = 1.0

    def __array_finalize__(self, parent: Any) -> None:
        self.terms = self.scale = None
        self.growth, self.condition = "root", 1.0


def truth(value: Any, terms: float | None = None, scale: Any = None, growth: str = "root", condition: Any = 1.0) -> Any:
    """Wrap a float of an oracle, or an array; other things stay as they are."""
    if not isinstance(value, np.ndarray | np.generic | float):
        return value
    array = np.asarray(value)
    if array.dtype.kind in "fc":
        array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    wrapped = array.view(Truth)
    wrapped.terms, wrapped.scale, wrapped.growth, wrapped.condition = terms, scale, growth, condition
    return wrapped


class Expected:
    """The ``expected`` fixture: ``expected.softmax(x)`` is what ``kata.softmax(x)`` should have been.

    It answers for what was sent: an `x` that the learner's code changed is what it was before.
    Beside the answer an oracle may have ``error_scale(*inputs)``, which gives ``(terms, scale)``, or ``(terms, scale,
    "linear")`` where errors do not average out, once or for each part of the answer; and ``condition(*inputs)``: how
    much larger than its inputs' the error of a right answer may be. A verb has its own: ``error_scale_backward`` and
    ``condition_backward``; the oracle.py of a day writes ``f_error_scale`` and ``f_condition`` beside ``f``.
    """

    def __init__(self, kata: Kata) -> None:
        self._kata = kata

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        described = next((f for f in self._kata.facts.function if f.name == name), Function(name))
        answer = _answer(self._kata, described)
        scales = _beside(self._kata, described, "error_scale")
        conditions = _beside(self._kata, described, "condition")

        def call(*args: Any, **kwargs: Any) -> Any:
            check = current.get()
            if check is not None:
                args, kwargs = as_sent(args, check), as_sent(kwargs, check)
            args = tuple(_in_float64(value) for value in args)
            kwargs = {key: _in_float64(value) for key, value in kwargs.items()}
            value = answer(*args, **kwargs)
            condition = conditions(*args, **kwargs) if conditions else 1.0
            return _wrapped(value, scales(*args, **kwargs) if scales else (None, None), condition)

        return call


def _wrapped(value: Any, found: Any, condition: Any) -> Any:
    """An answer with what its errors are relative to: one `found` for all parts, or a tuple or list of them alike."""
    for_all = not isinstance(found[0], tuple | list)
    if isinstance(value, tuple | list):
        parts = enumerate(value)
        own = isinstance(condition, tuple | list)
        return type(value)(
            _wrapped(part, found if for_all else found[i], condition[i] if own else condition) for i, part in parts
        )
    terms, scale, *growth = found if for_all else found[0]
    return truth(value, terms, scale, growth[0] if growth else "root", condition)


def kernels() -> ModuleType | None:
    """The compiled kernels, or None where there are none: then the oracles stand in."""
    try:
        return importlib.import_module("nnkata_plugin._kernels")
    except ImportError:
        return None


def _answer(kata: Kata, function: Function) -> Callable[..., Any]:
    compiled = kernels() if function.kernel else None
    if function.kernel and compiled is not None:
        return getattr(compiled, function.kernel.replace(".", "_"))
    if function.oracle:
        stem, _, verb = function.oracle.partition(".")
        return getattr(suite.reference("oracle", stem), verb or "forward")
    own = day_oracle(kata)
    if not hasattr(own, function.name):
        raise AttributeError(
            f"{kata.name}: kata.toml names no kernel or oracle for `{function.name}`, and oracle.py has none"
        )
    return getattr(own, function.name)


def _beside(kata: Kata, function: Function, what: str) -> Callable[..., Any] | None:
    """What an oracle says of the errors of its answer, where it does."""
    if function.oracle:
        stem, _, verb = function.oracle.partition(".")
        named = what if verb in ("", "forward") else f"{what}_{verb}"
        return getattr(suite.reference("oracle", stem), named, None)
    if function.kernel or not (kata.folder / ORACLE).is_file():
        return None
    return getattr(day_oracle(kata), f"{function.name}_{what}", None)


@cache
def day_oracle(kata: Kata) -> ModuleType:
    """The oracle.py of a day's own folder."""
    path = kata.folder / ORACLE
    spec = importlib.util.spec_from_file_location(f"nnkata_oracle_{kata.name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise AttributeError(f"{path}: not found, and kata.toml names no kernel or oracle")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


def _in_float64(value: Any) -> Any:
    """Numbers and nested lists of numbers as float64 arrays where they are floats; anything else as it is."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float64) if value.dtype.kind == "f" else value
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, list) and value:
        try:
            array = np.asarray(value)
        except ValueError:  # ragged: a list of arrays, say
            array = None
        if array is not None and array.dtype.kind in "fiub" and not _holds_arrays(value):
            return array.astype(np.float64) if array.dtype.kind == "f" else array
        return [_in_float64(part) for part in value]
    if isinstance(value, tuple):
        return tuple(_in_float64(part) for part in value)
    if isinstance(value, dict):
        return {key: _in_float64(part) for key, part in value.items()}
    return value


def _holds_arrays(value: Any) -> bool:
    return isinstance(value, np.ndarray) or (isinstance(value, list) and any(_holds_arrays(part) for part in value))
