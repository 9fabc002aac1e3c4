"""Which functions of a solution a call can reach, read from the text: naming tries only faults that can show."""

import ast
from collections.abc import Iterable
from functools import cache


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
