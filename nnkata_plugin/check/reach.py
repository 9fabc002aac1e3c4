"""Which functions of a solution a call or a check can reach, read from the texts: naming tries what can show there."""

import ast
from collections.abc import Iterable
from functools import cache
from typing import Any

from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.check.context import Call


@cache
def callers(solution: str) -> dict[str, frozenset[str]]:
    """For each function or class of a solution, the names that lead to it, itself included."""
    tops = {
        node.name: names_in(node)
        for node in ast.parse(solution).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }

    def leading_to(name: str) -> frozenset[str]:
        found, fresh = {name}, {name}
        while fresh:
            fresh = {caller for caller, inside in tops.items() if inside & fresh} - found
            found |= fresh
        return frozenset(found)

    return {name: leading_to(name) for name in tops}


def names_in(node: ast.AST) -> set[str]:
    """Every name and attribute that a piece of code mentions."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return found | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def reaches(solution: str, called: Iterable[str], target: str) -> bool:
    """Whether one of the called names leads to a function of the solution, as far as its text tells."""
    return bool(callers(solution).get(target, frozenset({target})) & set(called))


def _with_own_functions(check: str, own: dict[str, set[str]]) -> set[str]:
    """What a check mentions, and what functions of its own file do that it calls or hands to `kata.run`, and so on."""
    found, fresh = {check}, {check}
    while fresh:
        fresh = set().union(*(own[name] & own.keys() for name in fresh)) - found
        found |= fresh
    return set().union(*(own[name] for name in found))


class Reach:
    """What each check of a day mentions, and what that leads to in the worked solution."""

    def __init__(self, kata: Kata, solution: str) -> None:
        tree = ast.parse((kata.folder / "test_kata.py").read_bytes())
        own = {node.name: names_in(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
        self._mentions = {check: _with_own_functions(check, own) for check in own}
        self._solution = solution

    def mentions(self, check: str) -> set[str]:
        """Every name and attribute that a check mentions, itself or by functions of its file."""
        return self._mentions.get(check, set())

    def touches(self, check: str, function: str) -> bool:
        """Whether a check can reach a function; what lies outside of all functions, any check can."""
        return not function or reaches(self._solution, self._mentions.get(check, ()), function)


def names_called(calls: Iterable[Call]) -> set[str]:
    """The names of the learner's module that the calls mention."""
    found: set[str] = set()
    for call in calls:
        found |= {call.target} if isinstance(call.target, str) else _mentioned(call.target.text)
        found |= _words((call.args, call.kwargs))  # `getattr(module, name)` in a function of kata.run
    return found


@cache
def _mentioned(text: str) -> frozenset[str]:
    """The names in the text of a function of kata.run: few functions, and many calls of each."""
    return frozenset(names_in(ast.parse(text)))


def _words(value: Any) -> set[str]:
    """The strings among the arguments."""
    if isinstance(value, dict):
        return _words(list(value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_words, value))
    return {value} if isinstance(value, str) else set()
