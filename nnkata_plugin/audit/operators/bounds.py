"""Changes of where ranges and slices begin and end."""

import ast
from collections.abc import Iterator

from nnkata_plugin.audit.operators.place import Place, like, moved, number, operator, written

COUNTERS = ("range", "arange")


@operator(ast.Call)
def range_moved(place: Place) -> Iterator[ast.AST]:
    """``range(n)`` as ``range(n - 1)``, ``range(n + 1)``, ``range(1, n)``; both bounds where both are written."""
    call = place.node
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in COUNTERS or not 1 <= len(call.args) <= 3 or any(isinstance(arg, ast.Starred) for arg in call.args):
        return
    if len(call.args) == 1:
        yield like(call, args=[written(1), call.args[0]])
    for at in range(min(2, len(call.args))):
        for by in (-1, 1):
            yield like(call, args=[*call.args[:at], moved(call.args[at], by), *call.args[at + 1 :]])


@operator(ast.Slice)
def slice_moved(place: Place) -> Iterator[ast.AST]:
    """``x[a:b]`` with each bound one up, one down and left out; ``x[:b]`` as ``x[1:b]``, ``x[a:]`` as ``x[a:-1]``."""
    cut = place.node
    for field, first_inside in (("lower", 1), ("upper", -1)):
        bound = getattr(cut, field)
        if bound is not None:
            for by in (-1, 1):
                yield like(cut, **{field: moved(bound, by)})
            if number(bound) != 0:
                yield like(cut, **{field: None})
        elif cut.lower is not None or cut.upper is not None:
            yield like(cut, **{field: written(first_inside)})
