"""A function written in a check, to be run beside the learner's module: only its source crosses."""

import builtins
import inspect
import symtable
import textwrap
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FREE_NAMES = ("np", "torch", "math")  # besides the builtins


@dataclass(frozen=True)
class Source:
    """The text of a function: dedented, with the file and the line where it begins."""

    text: str
    name: str
    filename: str
    line: int


def source_of(function: Callable[..., Any]) -> Source:
    """The source of a function, checked to stand on its own.

    Raises:
        TypeError: It is no plain `def`, or it uses names that do not cross. One line says what to do.
    """
    if not isinstance(function, types.FunctionType):
        raise TypeError(f"kata.run wants a function written with def, not a {type(function).__name__}")
    return _source_of(function.__code__)


@lru_cache(maxsize=256)
def _source_of(code: types.CodeType) -> Source:
    name = code.co_name
    if name == "<lambda>":
        raise TypeError("kata.run cannot send a lambda: write it as a def")
    if code.co_freevars:
        raise TypeError(f"kata.run sends only the source of `{name}`: pass {_listed(code.co_freevars)} as an argument")
    try:
        if code.co_filename.startswith("<"):  # Python 3.13 would show the text of `python -c` for it
            raise OSError
        lines, line = inspect.getsourcelines(code)
    except (OSError, TypeError):
        raise TypeError(f"kata.run cannot find the source of `{name}`: write it in test_kata.py") from None
    text = textwrap.dedent("".join(lines))
    if text.startswith("@"):
        raise TypeError(f"kata.run sends `{name}` without its surroundings: remove the decorator")
    unknown = sorted(set(free_names(text, code.co_filename)) - {name, *FREE_NAMES, *vars(builtins)})
    if unknown:
        raise TypeError(
            f"kata.run sends only the source of `{name}`: pass {_listed(unknown)} as an argument or define it inside "
            "(np, torch, math and the builtins are there)"
        )
    return Source(text, name, code.co_filename, max(line, 1))


def free_names(text: str, filename: str) -> Iterator[str]:
    """The global names that the text uses, its own function's name included."""
    tables = [symtable.symtable(text, filename, "exec")]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if symbol.is_global() or (table.get_type() == "module" and symbol.is_referenced()):
                yield symbol.get_name()


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)
