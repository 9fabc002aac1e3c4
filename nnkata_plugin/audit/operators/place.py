"""Where an operator looks: one node of a solution's syntax tree, with what stands around it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

declared: list["Operator"] = []


@dataclass(frozen=True)
class Place:
    """A node that may be changed."""

    node: Any
    parents: tuple[ast.AST, ...]
    """What it lies in, outermost first."""
    modules: frozenset[str]
    """Names that the solution imported: ``np.sum(x)`` is a call of a function, ``x.sum()`` one of a method."""

    @property
    def parent(self) -> Any:
        return self.parents[-1]

    @property
    def is_mark(self) -> bool:
        """Whether it stands behind an ``@``."""
        return self.node in getattr(self.parent, "decorator_list", ())

    @property
    def function(self) -> Any:
        """The innermost function that it lies in, if any."""
        return next((node for node in reversed(self.parents) if isinstance(node, FUNCTIONS)), None)

    def is_in_module(self, node: ast.expr) -> bool:
        """Whether an expression is an imported name or an attribute of one: ``np.random.default_rng``."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.modules


@dataclass(frozen=True)
class Operator:
    """A kind of change, called by the name of its function."""

    kinds: tuple[type[ast.AST], ...]
    function: Callable[[Place], Iterator[ast.AST]]
    marks: bool = False
    """Whether it changes what stands behind an ``@``, and nothing else."""

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def line(self) -> int:
        return self.function.__code__.co_firstlineno

    def at(self, place: Place) -> Iterator[ast.AST]:
        """What the node may be replaced with; it is itself left alone."""
        if isinstance(place.node, self.kinds) and place.is_mark == self.marks:
            yield from self.function(place)


def operator(
    *kinds: type[ast.AST], marks: bool = False
) -> Callable[[Callable[[Place], Iterator[ast.AST]]], Callable[[Place], Iterator[ast.AST]]]:
    """Declare a function that yields replacements for nodes of these kinds."""

    def mark(function: Callable[[Place], Iterator[ast.AST]]) -> Callable[[Place], Iterator[ast.AST]]:
        declared.append(Operator(kinds, function, marks))
        return function

    return mark


def number(node: Any) -> int | float | None:
    """The value of a written number, with its minus; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[return-value]
    return None


def written(value: Any) -> ast.expr:
    """The node of a constant, as the parser would make it: -1 is a minus and a 1."""
    return ast.parse(repr(value), mode="eval").body


def moved(node: ast.expr, by: int) -> ast.expr:
    """``n`` as ``n + 1`` or ``n - 1``; a written number is counted on, also the one in ``n - 1``."""
    value = number(node)
    if value is not None:
        return written(value + by)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        offset = number(node.right)
        if offset is not None:
            total = (offset if isinstance(node.op, ast.Add) else -offset) + by
            return plus(node.left, total)
    return plus(node, by)


def plus(node: ast.expr, offset: int | float) -> ast.expr:
    if offset == 0:
        return node
    return ast.BinOp(node, ast.Add() if offset > 0 else ast.Sub(), written(abs(offset)))


def like(node: Any, **changed: Any) -> Any:
    """A copy of a node with some fields changed; its children are shared."""
    return type(node)(**{**dict(ast.iter_fields(node)), **changed})
