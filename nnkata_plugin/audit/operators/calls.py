"""Changes of what is called and of what is handed to it."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from nnkata_plugin.audit.operators.constants import AXES
from nnkata_plugin.audit.operators.place import Place, like, number, operator, written

ELEMENTARY = frozenset(
    (
        "sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan",
        "arctanh", "erf", "abs", "fabs", "absolute", "square", "sign", "floor", "ceil", "round", "rint", "sigmoid",
        "relu", "cumsum", "cumprod", "transpose", "sorted", "reversed", "conj", "real", "norm", "softmax",
    )
)  # fmt: skip
MAKES = frozenset(
    (
        "range", "arange", "len", "isinstance", "issubclass", "enumerate", "zip", "print", "super", "hasattr",
        "getattr", "zeros", "ones", "empty", "full", "eye", "linspace", "type",
    )
)  # fmt: skip
"""Their first argument is nothing like their result: a mutant that ends in a TypeError at once proves nothing."""
CASTS = frozenset(
    ("astype", "copy", "float", "int", "array", "asarray", "ascontiguousarray", "deepcopy", "clone", "contiguous")
)
PAIRS = (
    ("mean", "sum"), ("max", "min"), ("maximum", "minimum"), ("amax", "amin"), ("argmax", "argmin"), ("any", "all"),
    ("nanmean", "nansum"), ("var", "std"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("floor", "ceil"),
    ("sin", "cos"), ("sinh", "cosh"), ("vstack", "hstack"), ("tril", "triu"), ("add", "subtract"),
    ("multiply", "divide"), ("floor_divide", "mod"), ("fmax", "fmin"), ("less", "less_equal"),
    ("greater", "greater_equal"), ("inner", "outer"), ("popleft", "pop"), ("logical_and", "logical_or"),
    ("lower", "upper"), ("lstrip", "rstrip"), ("find", "rfind"), ("partition", "rpartition"),
    ("startswith", "endswith"),
)  # fmt: skip
ONE_WAY = {
    "log": "log2", "log2": "log", "log1p": "log", "expm1": "exp", "exp": "expm1", "prod": "sum", "cumsum": "cumprod",
    "median": "mean", "square": "abs", "sqrt": "square", "tanh": "sin", "standard_normal": "random", "append": "extend",
    "empty": "ones", "deepcopy": "copy",
}  # fmt: skip
SWAPPED = {**ONE_WAY, **dict(PAIRS), **{other: one for one, other in PAIRS}}
REDUCTIONS = frozenset(
    ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "amax", "amin", "norm", "logsumexp")
)
SYMMETRIC = frozenset(
    (
        "maximum", "minimum", "max", "min", "add", "multiply", "hypot", "swapaxes", "transpose", "array_equal",
        "allclose", "isclose", "logaddexp", "gcd",
    )
)  # fmt: skip


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_method(place: Place) -> bool:
    return isinstance(place.node.func, ast.Attribute) and not place.is_in_module(place.node.func)


def _first(place: Place) -> ast.expr | None:
    """What the call is about: the object of a method, the first argument of a function."""
    call = place.node
    if _is_method(place):
        owner: ast.expr = call.func.value
        return None if isinstance(owner, ast.Call) and _name(owner) == "super" else owner
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None


@operator(ast.Call)
def function_dropped(place: Place) -> Iterator[ast.AST]:
    """``sqrt(x)`` as ``x``."""
    if _name(place.node) in ELEMENTARY and (first := _first(place)):
        yield first


@operator(ast.Call)
def cast_dropped(place: Place) -> Iterator[ast.AST]:
    """``x.astype(t)``, ``x.copy()``, ``float(x)`` as ``x``."""
    if _name(place.node) in CASTS and (first := _first(place)):
        yield first


@operator(ast.Call)
def call_to_first_argument(place: Place) -> Iterator[ast.AST]:
    """``f(x, y)`` as ``x``, ``x.f(y)`` as ``x``. A call that is a whole statement has no result to replace."""
    if (
        _name(place.node) not in ELEMENTARY | CASTS | MAKES
        and not isinstance(place.parent, ast.Expr)
        and (first := _first(place))
    ):
        yield first


@operator(ast.Call)
def function_swapped(place: Place) -> Iterator[ast.AST]:
    """``mean`` as ``sum``, ``max`` as ``min``, and other pairs that are taken for each other."""
    call = place.node
    other = SWAPPED.get(_name(call))
    if other and isinstance(call.func, ast.Attribute):
        yield like(call, func=like(call.func, attr=other))
    elif other and other in ("max", "min", "any", "all"):
        yield like(call, func=ast.Name(other, ast.Load()))
    elif _name(call) == "sum" and isinstance(call.func, ast.Name):
        yield like(call, func=ast.Name("max", ast.Load()))


@operator(ast.Call)
def axis_changed(place: Place) -> Iterator[ast.AST]:
    """Another axis, and no axis at all."""
    call = place.node
    for at, word in enumerate(call.keywords):
        if word.arg not in AXES:
            continue
        for other in _other_axes(word.value):
            yield like(call, keywords=[*call.keywords[:at], ast.keyword(word.arg, other), *call.keywords[at + 1 :]])
        yield like(call, keywords=[*call.keywords[:at], *call.keywords[at + 1 :]])


def _other_axes(axis: ast.expr) -> list[ast.expr]:
    value = number(axis)
    if value is not None:
        return [written({0: 1, 1: 0, -1: -2, -2: -1}.get(int(value), value - 1))]
    if isinstance(axis, ast.Tuple | ast.List):
        parts = axis.elts
        return [like(axis, elts=[*parts[:at], *parts[at + 1 :]]) for at in range(len(parts))] if len(parts) > 1 else []
    return [written(0), written(-1)]


@operator(ast.Call)
def dimension_kept(place: Place) -> Iterator[ast.AST]:
    """``x.sum(axis=0)`` as ``x.sum(axis=0, keepdims=True)``. Where it is written, another operator flips it."""
    call = place.node
    words = {word.arg for word in call.keywords}
    if _name(call) in REDUCTIONS and words & set(AXES) and not words & {"keepdims", "keepdim"}:
        kept = "keepdim" if words & {"dim", "dims"} else "keepdims"
        yield like(call, keywords=[*call.keywords, ast.keyword(kept, written(True))])


@operator(ast.Constant)
def subscripts_swapped(place: Place) -> Iterator[ast.AST]:
    """``"ij,jk->ik"`` as ``"ij,jk->ki"``: what einsum answers, turned."""
    text = place.node.value
    if not isinstance(text, str) or "->" not in text:
        return
    before, _, after = text.partition("->")
    for at, (one, other) in enumerate(pairwise(after)):
        if one.isalpha() and other.isalpha():
            yield ast.Constant(f"{before}->{after[:at]}{other}{one}{after[at + 2 :]}")


@operator(ast.Call)
def keyword_removed(place: Place) -> Iterator[ast.AST]:
    """``dtype=``, ``ddof=``, ``key=`` left out. A flag is flipped by another operator, an axis changed."""
    call = place.node
    for at, word in enumerate(call.keywords):
        is_flag = isinstance(word.value, ast.Constant) and isinstance(word.value.value, bool)
        if word.arg and word.arg not in AXES and not is_flag:
            yield like(call, keywords=[*call.keywords[:at], *call.keywords[at + 1 :]])


@operator(ast.Call)
def arguments_swapped(place: Place) -> Iterator[ast.AST]:
    """``f(a, b)`` as ``f(b, a)``, for each two neighbours."""
    args = place.node.args
    if _name(place.node) in (*SYMMETRIC, "isinstance"):
        return
    for at, (one, other) in enumerate(pairwise(args)):
        if not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
            yield like(place.node, args=[*args[:at], other, one, *args[at + 2 :]])


@operator(ast.Call)
def argument_dropped(place: Place) -> Iterator[ast.AST]:
    """``f(a, b)`` as ``f(a)``: the default, or the whole, takes the place of what was asked for."""
    args = place.node.args
    if len(args) > 1 and _name(place.node) not in (*SYMMETRIC, "isinstance") and not isinstance(args[-1], ast.Starred):
        yield like(place.node, args=args[:-1])
