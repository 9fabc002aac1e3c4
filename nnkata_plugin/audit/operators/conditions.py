"""Changes of comparisons and of what is made to depend on them."""

import ast
from collections.abc import Iterator

from nnkata_plugin.audit.operators.place import Place, like, operator, written

Comparison = type[ast.cmpop]

BOUNDARY: dict[Comparison, Comparison] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
FLIPPED: dict[Comparison, tuple[Comparison, ...]] = {
    ast.Lt: (ast.Gt,),
    ast.LtE: (ast.GtE,),
    ast.Gt: (ast.Lt,),
    ast.GtE: (ast.LtE,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
LOOSER: dict[Comparison, tuple[Comparison, ...]] = {ast.Eq: (ast.LtE, ast.GtE), ast.NotEq: (ast.Lt, ast.Gt)}
OPPOSITE: dict[Comparison, Comparison] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


def _with_comparison(node: ast.Compare, at: int, kind: Comparison) -> ast.Compare:
    changed: ast.Compare = like(node, ops=[*node.ops[:at], kind(), *node.ops[at + 1 :]])
    return changed


@operator(ast.Compare)
def boundary_moved(place: Place) -> Iterator[ast.AST]:
    """``a < b`` as ``a <= b``."""
    for at, comparison in enumerate(place.node.ops):
        if type(comparison) in BOUNDARY:
            yield _with_comparison(place.node, at, BOUNDARY[type(comparison)])


@operator(ast.Compare)
def comparison_flipped(place: Place) -> Iterator[ast.AST]:
    """``a < b`` as ``a > b``, ``a == b`` as ``a != b``."""
    for at, comparison in enumerate(place.node.ops):
        for kind in FLIPPED.get(type(comparison), ()):
            yield _with_comparison(place.node, at, kind)


@operator(ast.Compare)
def equality_loosened(place: Place) -> Iterator[ast.AST]:
    """``a != b`` as ``a < b`` and ``a > b``: a guard that looks to one side only.

    Not against a constant: ``n % 2 == 0`` and ``n % 2 <= 0`` are the same.
    """
    for at, (comparison, right) in enumerate(zip(place.node.ops, place.node.comparators, strict=True)):
        if not isinstance(right, ast.Constant):
            for kind in LOOSER.get(type(comparison), ()):
                yield _with_comparison(place.node, at, kind)


@operator(ast.expr)
def condition_negated(place: Place) -> Iterator[ast.AST]:
    """``if a:`` as ``if not a:``, also in a comprehension."""
    node = place.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif _is_condition(place):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield _with_comparison(node, 0, OPPOSITE[type(node.ops[0])])
        else:
            yield ast.UnaryOp(ast.Not(), node)


@operator(ast.expr)
def condition_forced(place: Place) -> Iterator[ast.AST]:
    """``if a:`` as ``if True:``; a filter lets all through; ``b if a else c`` as ``b`` and as ``c``."""
    if isinstance(place.node, ast.IfExp):
        yield place.node.body
        yield place.node.orelse
    elif _is_condition(place) and not isinstance(place.parent, ast.While | ast.IfExp | ast.Assert):
        yield written(True)


@operator(ast.BoolOp)
def boolean_swapped(place: Place) -> Iterator[ast.AST]:
    """``a and b`` as ``a or b``."""
    yield like(place.node, op=ast.Or() if isinstance(place.node.op, ast.And) else ast.And())


@operator(ast.BoolOp)
def boolean_part_dropped(place: Place) -> Iterator[ast.AST]:
    """``a or b`` as ``a`` and as ``b``."""
    values = place.node.values
    for at in range(len(values)):
        rest = [*values[:at], *values[at + 1 :]]
        yield rest[0] if len(rest) == 1 else like(place.node, values=rest)


def _is_condition(place: Place) -> bool:
    parent = place.parent
    if isinstance(parent, ast.comprehension):
        return place.node in parent.ifs
    return getattr(parent, "test", None) is place.node
