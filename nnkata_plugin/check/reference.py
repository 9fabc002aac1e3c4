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


class Truth(np.ndarray):
    """A float64 answer that knows what its rounding error is relative to; its slices no longer do."""

    terms: float | None = None
    scale: Any = None

    def __array_finalize__(self, parent: Any) -> None:
        self.terms = self.scale = None


def truth(value: Any, terms: float | None = None, scale: Any = None) -> Any:
    """Wrap an answer of an oracle; tuples and lists element by element, other things as they are."""
    if isinstance(value, tuple | list):
        return type(value)(truth(part) for part in value)
    if not isinstance(value, np.ndarray | np.generic | float):
        return value
    array = np.asarray(value)
    if array.dtype.kind in "fc":
        array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    wrapped = array.view(Truth)
    wrapped.terms, wrapped.scale = terms, scale
    return wrapped


class Expected:
    """The ``expected`` fixture: ``expected.softmax(x)`` is what ``kata.softmax(x)`` should have been."""

    def __init__(self, kata: Kata) -> None:
        self._kata = kata

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        described = next((f for f in self._kata.facts.function if f.name == name), Function(name))
        answer = _answer(self._kata, described)
        scales = _error_scale(described)

        def call(*args: Any, **kwargs: Any) -> Any:
            args = tuple(_in_float64(value) for value in args)
            kwargs = {key: _in_float64(value) for key, value in kwargs.items()}
            value = answer(*args, **kwargs)
            if scales is None:
                return truth(value)
            found = scales(*args, **kwargs)
            if isinstance(value, tuple):
                pairs = found if isinstance(found[0], tuple) else (found,) * len(value)
                return tuple(truth(part, *pair) for part, pair in zip(value, pairs, strict=True))
            return truth(value, *(found[0] if isinstance(found[0], tuple) else found))

        return call


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


def _error_scale(function: Function) -> Callable[..., Any] | None:
    if not function.oracle:
        return None
    stem, _, verb = function.oracle.partition(".")
    return getattr(suite.reference("oracle", stem), "error_scale_backward" if verb == "backward" else "error_scale")


@cache
def day_oracle(kata: Kata) -> ModuleType:
    """The oracle.py of a day's own folder."""
    path = kata.folder / "oracle.py"
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
