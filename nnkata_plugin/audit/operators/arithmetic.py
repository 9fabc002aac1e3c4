"""Changes of sums, products and signs."""

import ast
from collections.abc import Iterator

from nnkata_plugin.audit.operators.place import Place, like, number, operator

OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
EITHER_ALONE = (ast.Add, ast.Mult, ast.MatMult, ast.BitAnd, ast.BitOr)


@operator(ast.BinOp, ast.AugAssign)
def arithmetic_swapped(place: Place) -> Iterator[ast.AST]:
    """``a + b`` as ``a - b``; ``a += b`` as ``a -= b``."""
    if type(place.node.op) in OTHER:
        yield like(place.node, op=OTHER[type(place.node.op)]())


@operator(ast.BinOp)
def operand_dropped(place: Place) -> Iterator[ast.AST]:
    """``a / b`` as ``a``; where the operands are of one kind, also as ``b``."""
    yield place.node.left
    if isinstance(place.node.op, EITHER_ALONE):
        yield place.node.right


@operator(ast.BinOp)
def operands_swapped(place: Place) -> Iterator[ast.AST]:
    """``a - b`` as ``b - a``."""
    if isinstance(place.node.op, ORDERED):
        yield like(place.node, left=place.node.right, right=place.node.left)


@operator(ast.UnaryOp)
def minus_dropped(place: Place) -> Iterator[ast.AST]:
    """``-x`` as ``x``. The minus of a written number belongs to the number."""
    if isinstance(place.node.op, ast.USub) and number(place.node) is None:
        yield place.node.operand


@operator(ast.UnaryOp)
def invert_dropped(place: Place) -> Iterator[ast.AST]:
    """``~mask`` as ``mask``."""
    if isinstance(place.node.op, ast.Invert):
        yield place.node.operand


@operator(ast.AugAssign)
def accumulation_dropped(place: Place) -> Iterator[ast.AST]:
    """``a += b`` as ``a = b``."""
    yield ast.Assign([place.node.target], place.node.value, lineno=0)
