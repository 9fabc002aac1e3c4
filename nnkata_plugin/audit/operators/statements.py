"""Changes of what is done at all, and in which order parts are handed on."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from nnkata_plugin.audit.operators.place import Place, like, operator, written

SIMPLE = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.Return,
    ast.Delete,
    ast.For,
    ast.While,
    ast.If,
    ast.With,
    ast.Break,
    ast.Continue,
)


@operator(ast.If)
def guard_removed(place: Place) -> Iterator[ast.AST]:
    """``if ...: raise`` left out."""
    if _is_guard(place.node):
        yield ast.Pass()


@operator(*SIMPLE)
def statement_dropped(place: Place) -> Iterator[ast.AST]:
    """A statement left out; not one whose only effect is a NameError further down, for any check would see that."""
    node = place.node
    if place.function is None or (
        isinstance(node, ast.If) and (_is_guard(node) or node in getattr(place.parent, "orelse", ()))
    ):
        return
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, ast.Assign | ast.AnnAssign) and _binds_for_the_first_time(place):
        return
    yield ast.Pass()


@operator(ast.Break, ast.Continue)
def jump_swapped(place: Place) -> Iterator[ast.AST]:
    """``break`` as ``continue`` and back."""
    yield ast.Continue() if isinstance(place.node, ast.Break) else ast.Break()


@operator(ast.Tuple)
def parts_swapped(place: Place) -> Iterator[ast.AST]:
    """``return a, b`` as ``return b, a``; ``a, b = ...`` as ``b, a = ...``."""
    parent = place.parent
    is_target = isinstance(parent, ast.Assign) and place.node in parent.targets
    if not is_target and not isinstance(parent, ast.Return):
        return
    parts = place.node.elts
    for at, (one, other) in enumerate(pairwise(parts)):
        if not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
            yield like(place.node, elts=[*parts[:at], other, one, *parts[at + 2 :]])


@operator(ast.FunctionDef)
def method_dropped(place: Place) -> Iterator[ast.AST]:
    """A special method such as ``__radd__`` left out: what Python does without it may go unnoticed."""
    name = place.node.name
    if (
        isinstance(place.parent, ast.ClassDef)
        and name.startswith("__")
        and name != "__init__"
        and not place.node.decorator_list
    ):
        yield ast.Pass()


@operator(ast.expr, marks=True)
def decorator_dropped(place: Place) -> Iterator[ast.AST]:
    """``@torch.no_grad()`` as a mark that does nothing."""
    yield ast.parse("lambda function: function", mode="eval").body


@operator(ast.With)
def context_dropped(place: Place) -> Iterator[ast.AST]:
    """``with torch.no_grad(): a`` as ``a``; not one that only keeps warnings quiet, nor one that names something."""
    items = place.node.items
    quiet = {"errstate", "catch_warnings", "simplefilter"}
    names = {part.attr for item in items for part in ast.walk(item) if isinstance(part, ast.Attribute)}
    if not names & quiet and all(item.optional_vars is None for item in items):
        yield ast.If(written(True), place.node.body, [])


def _is_guard(node: ast.If) -> bool:
    return not node.orelse and isinstance(node.body[-1], ast.Raise)


def _binds_for_the_first_time(place: Place) -> bool:
    """Whether every target is a plain name that nothing else in the function binds."""
    targets = place.node.targets if isinstance(place.node, ast.Assign) else [place.node.target]
    names = [name for target in targets for name in (target.elts if isinstance(target, ast.Tuple) else [target])]
    if not all(isinstance(name, ast.Name) for name in names):
        return False
    inside = list(ast.walk(place.function))
    bound = [node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    bound += [node.arg for node in inside if isinstance(node, ast.arg)]
    elsewhere = {name for node in inside if isinstance(node, ast.Nonlocal | ast.Global) for name in node.names}
    return all(bound.count(name.id) == 1 and name.id not in elsewhere for name in names if isinstance(name, ast.Name))
