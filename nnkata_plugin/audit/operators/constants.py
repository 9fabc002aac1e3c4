"""Changes of written numbers and flags."""

import ast
from collections.abc import Iterator

from nnkata_plugin.audit.operators.place import Place, number, operator, written

AXES = ("axis", "dim", "axes", "dims")
"""Keywords whose numbers count axes: on a table -1 and 1 are one axis, so an operator of their own moves them."""

RESHAPES = ("reshape", "view")
MOVE_AXES = ("swapaxes", "moveaxis", "transpose", "permute", "expand_dims", "squeeze", "unsqueeze")


def _own_number(place: Place) -> int | float | None:
    """The number written here, unless it is part of a negative one, says an axis, or is the -1 of a `reshape`."""
    if isinstance(place.parent, ast.UnaryOp) and isinstance(place.parent.op, ast.USub):
        return None
    if any(isinstance(node, ast.keyword) and node.arg in AXES for node in place.parents[-3:]):
        return None
    value = number(place.node)
    return None if value == -1 and _is_argument_of(place, RESHAPES) else value


@operator(ast.Constant, ast.UnaryOp)
def constant_moved(place: Place) -> Iterator[ast.AST]:
    """An integer one up and one down; 0.0 as 1.0."""
    value = _own_number(place)
    if type(value) is int:
        yield written(value + 1)
        yield written(value - 1)
    elif value == 0:
        yield written(1.0)


@operator(ast.Constant, ast.UnaryOp)
def constant_scaled(place: Place) -> Iterator[ast.AST]:
    """A float doubled and halved."""
    value = _own_number(place)
    if type(value) is float and value:
        yield written(value * 2)
        yield written(value / 2)


@operator(ast.Constant, ast.UnaryOp)
def constant_negated(place: Place) -> Iterator[ast.AST]:
    """2 as -2. What counts places keeps its sign: of two places, -1 is 1."""
    value = _own_number(place)
    if value and not _counts_places(place) and not _is_argument_of(place, MOVE_AXES):
        yield written(-value)


@operator(ast.Constant)
def flag_flipped(place: Place) -> Iterator[ast.AST]:
    """True as False and back: `keepdims`, defaults, options."""
    if isinstance(place.node.value, bool):
        yield written(not place.node.value)


def _counts_places(place: Place) -> bool:
    """Whether a node is an index or a bound of a slice; a step is neither."""
    parent, child = place.parent, place.node
    if isinstance(parent, ast.Slice):
        return child is not parent.step
    return isinstance(place.parents[-2] if isinstance(parent, ast.Tuple) else parent, ast.Subscript)


def _is_argument_of(place: Place, names: tuple[str, ...]) -> bool:
    return any(isinstance(node, ast.Call) and getattr(node.func, "attr", "") in names for node in place.parents[-2:])
