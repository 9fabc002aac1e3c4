"""One-step mutants of a solution: each differs from it in one place, and keeps its words and comments elsewhere."""

import ast
import difflib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby

from nnkata_plugin.audit.operators import Place, all_operators

NOT_CODE = {
    (ast.arg, "annotation"),
    (ast.FunctionDef, "returns"),
    (ast.ClassDef, "bases"),
    (ast.AnnAssign, "annotation"),
}
"""What is not looked into: nobody runs it, or no check can see it."""
TOLD = (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)
"""Messages may be worded in any way, so what makes them up is left as it is."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one change."""

    id: str
    """Its number among the mutants of its solution: ``m007``."""
    operator: str
    line: int
    """Where the change begins in the solution."""
    function: str
    """The function, the method (``Dense.backward``) or the class that it lies in; empty outside of all."""
    was: str
    """The changed lines as they were, as one, without indentation."""
    becomes: str
    """The same lines after the change."""
    occurrence: int
    """Which of the mutants with this operator and these lines it is, from 1."""
    diff: str
    """Unified, with two lines of context."""
    source: str


def mutants_of(source: str, filename: str = "solution.py") -> list[Mutant]:
    """Every one-step mutant of a solution, by place and then by operator; no two of them are the same program.

    Raises:
        SyntaxError: The source is no Python.
    """
    tree = ast.parse(source)
    seen = {(at, ast.dump(statement)) for at, statement in enumerate(tree.body)}
    occurrences: dict[tuple[str, str, str], int] = {}
    found: list[Mutant] = []
    for place, field, at in _places(tree):
        for operator in all_operators():
            for replacement in operator.at(place):
                changed = _changed(tree, source, place, field, at, replacement)
                if changed is None or changed[0] in seen:
                    continue
                seen.add(changed[0])
                was, becomes, diff = _difference(source, changed[1], filename)
                key = (operator.name, was, becomes)
                occurrences[key] = occurrences.get(key, 0) + 1
                found.append(
                    Mutant(
                        id=f"m{len(found) + 1:03}",
                        operator=operator.name,
                        line=place.node.lineno,
                        function=_function(place),
                        was=was,
                        becomes=becomes,
                        occurrence=occurrences[key],
                        diff=diff,
                        source=changed[1],
                    )
                )
    return found


def _function(place: Place) -> str:
    owners = [node for node in place.parents if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if not owners:
        return str(getattr(place.node, "name", ""))
    method = [node.name for node in owners[1:2] if isinstance(owners[0], ast.ClassDef)]
    return ".".join([owners[0].name, *method])


def _places(tree: ast.Module) -> Iterator[tuple[Place, str, int | None]]:
    """The nodes that may be changed, each with the field of its parent (and the index there) that holds it."""
    modules = frozenset(
        (name.asname or name.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    )

    def within(node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[tuple[Place, str, int | None]]:
        above = (*parents, node)
        for field, value in ast.iter_fields(node):
            if (type(node), field) in NOT_CODE:
                continue
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST) or isinstance(child, TOLD) or is_docstring(child):
                    continue
                if hasattr(child, "end_col_offset"):
                    yield Place(child, above, modules), field, at
                if field != "decorator_list":
                    yield from within(child, above)

    return within(tree, ())


def is_docstring(node: ast.AST) -> bool:
    """Whether it is a text that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changed(
    tree: ast.Module, source: str, place: Place, field: str, at: int | None, replacement: ast.AST
) -> tuple[tuple[int, str], str] | None:
    """The changed statement of the module, as its place and dump, and a source that parses to it; None if to none.

    The other statements are the same in all mutants, and a whole tree takes long to dump.
    """
    top = tree.body.index(place.parents[1] if len(place.parents) > 1 else place.node)  # type: ignore[arg-type]
    with _replaced(place, field, at, replacement):
        text = ast.unparse(ast.fix_missing_locations(replacement))
        wanted = ast.dump(tree.body[top])
    # Only the text of the node is written anew, in brackets where precedence asks for them; a rare place where both
    # read differently (a decorated method, say) costs the solution its comments.
    for written in (text, f"({text})"):
        attempt = _patched(source, place.node, written)
        with suppress(SyntaxError):
            body = ast.parse(attempt).body
            if len(body) == len(tree.body) and ast.dump(body[top]) == wanted:
                return (top, wanted), attempt
    with _replaced(place, field, at, replacement):
        whole = ast.unparse(tree) + "\n"
    with suppress(SyntaxError):
        return (top, ast.dump(ast.parse(whole).body[top])), whole
    return None


@contextmanager
def _replaced(place: Place, field: str, at: int | None, replacement: ast.AST) -> Iterator[None]:
    """The tree with the replacement in it."""

    def put(node: ast.AST) -> None:
        if at is None:
            setattr(place.parent, field, node)
        else:
            getattr(place.parent, field)[at] = node

    put(replacement)
    try:
        yield
    finally:
        put(place.node)


def _patched(source: str, node: ast.expr | ast.stmt, text: str) -> str:
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first][: node.col_offset]
    after = lines[last][node.end_col_offset :]
    return b"".join([*lines[:first], before, text.encode(), after, *lines[last + 1 :]]).decode()


def _difference(before: str, after: str, filename: str) -> tuple[str, str, str]:
    """The changed lines before and after, each as one, and the unified diff."""
    old, new = before.splitlines(), after.splitlines()
    lines = list(difflib.unified_diff(old, new, filename, "mutant", n=2, lineterm=""))
    sides = {
        sign: " ".join(line[1:].strip() for line in group)
        for sign, group in groupby(lines[3:], key=lambda line: line[0])
    }
    return sides.get("-", ""), sides.get("+", ""), "\n".join(lines)
