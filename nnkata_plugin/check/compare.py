"""assert_close, assert_equal and assert_residual: structure, shape and dtype of every part before any value."""

from collections.abc import Iterator
from typing import Any

from nnkata_plugin.check.context import Check, current
from nnkata_plugin.check.mismatch import Mismatch, article, differing, kind, shape, short, the

__all__ = ["Mismatch", "assert_close", "assert_equal", "assert_residual"]

Part = tuple[Any, Any, str]
"""A part of the answer that is no container, what it should be, and where it is: ``['loss'][0]``."""


def assert_close(
    actual: Any,
    expected: Any,
    *,
    scale: Any = None,
    terms: float | None = None,
    condition: Any = None,
    growth: str | None = None,
    dtype: Any = None,
    precision: str | None = None,
    up_to: str | None = None,
    axis: int | None = None,
) -> None:
    """Compare floats with a bound made of dtype, reduction length, condition and scale (`tolerance.bound`).

    Args:
        actual: The learner's answer: a number, an array, nested lists of numbers, or a list, tuple or dict of such.
        expected: The same structure. A plain number stands for that number everywhere. An answer of the `expected`
            fixture brings its own reduction length, scale, growth and condition.
        scale: The magnitude that errors are relative to; else the largest of `expected`.
        terms: The reduction length, at most `tolerance.LONGEST`; else 1.
        condition: What the problem makes of a rounding error of its inputs, where that is much.
        growth: ``root``, or ``linear`` where errors are carried on whole, as in a recurrence.
        dtype: What `actual` must be held in; else, against an answer of `expected`, what the case's arrays are.
        precision: ``float16`` or ``bfloat16``, where it was rounded to that on the way.
        up_to: ``sign``: each vector may point either way, as eigenvectors do.
        axis: Along which a vector lies, with `up_to`; where there is one axis only, that one.

    Raises:
        Mismatch: They differ. nan equals nan, and an infinity equals the same infinity.
    """
    __tracebackhide__ = True  # a debugger stops in the check, not in here
    if up_to not in (None, "sign"):
        raise ValueError(f"up_to={up_to!r}: give sign")
    check = current.get()
    asked = {"scale": scale, "terms": terms, "condition": condition, "growth": growth}
    # Wrong shapes are told before wrong values, wherever they are.
    exact, floats = [], []
    for part in list(_parts(actual, expected, "", tables=True)):
        if part[1] is None or isinstance(part[1], str | bool):
            _require_alike(*part)
            exact.append(part)
        else:
            floats.append((_formed(*part, _wanted_dtype(part[1], dtype, check)), part))
    for part in exact:
        _require_equal(*part)
    for (given, wanted), (_, truth, where) in floats:
        held_in = precision or _held_in(given, dtype, check)
        limit = _limit(truth, wanted, held_in, check, asked)
        _judge(given, wanted, limit, where, held_in, _vector_axis(given, axis) if up_to else None)


def assert_equal(actual: Any, expected: Any) -> None:
    """Compare exactly, type and dtype included: a list is not an array, 1 is not 1.0.

    Raises:
        Mismatch: They differ.
    """
    __tracebackhide__ = True
    parts = list(_parts(actual, expected, "", tables=False))
    for part in parts:
        _require_alike(*part)
    for part in parts:
        _require_equal(*part)


def assert_residual(
    a: Any, x: Any, b: Any, *, terms: float | None = None, scale: Any = None, dtype: Any = None
) -> None:
    """Put a solution into its equation: is ``a @ x = b`` but for rounding?

    This is the backward error. Where a problem is ill-conditioned, right solutions differ from each other by far more
    than rounding, and yet each solves an equation that is next to the one asked for. For eigenvectors in columns `b` is
    ``x * values``; for an inverse it is the identity.

    Args:
        a: The matrix, as the learner got it.
        x: The learner's answer.
        b: The right side.
        terms: The reduction length; else the columns of `a`.
        scale: What a residual is relative to; else, in each column, the root mean square of ``|a| @ |x| + |b|``:
            elimination mixes the rows, so a row of small numbers gets the rounding errors of large ones.
        dtype: What `x` must be held in; else what the case's arrays are.

    Raises:
        Mismatch: The residual is larger than rounding explains, or `x` is no such array.
    """
    __tracebackhide__ = True
    import numpy as np

    check = current.get()
    a, b = (np.asarray(part, np.float64) for part in (a, b))
    unknown = np.empty((a.shape[-1], *b.shape[1:]))
    given, _ = _formed(x, unknown, "", dtype or (check.case.dtype if check and check.case is not None else None))
    if not np.isfinite(given).all():
        raise differing(given, np.zeros_like(given), np.isfinite(given), titles=("", "a finite number"))
    found = a @ given.astype(np.float64)
    if scale is None:
        size = np.abs(a) @ np.abs(given.astype(np.float64)) + np.abs(b)
        scale = np.sqrt((size**2).mean(axis=0))
    asked = {"scale": scale, "terms": a.shape[-1] if terms is None else terms, "condition": None, "growth": None}
    held_in = _held_in(given, dtype, check)
    _judge(found, b, _limit(None, b, held_in, check, asked), "", held_in, None, titles=("a @ x", "b"))


def _parts(actual: Any, expected: Any, where: str, tables: bool) -> Iterator[Part]:
    """The parts that are no containers, once the containers have the right types, lengths and keys.

    Args:
        tables: Whether nested lists of numbers are one part: they are compared as an array, with one table of what is
            off.
    """
    __tracebackhide__ = True
    if isinstance(expected, dict):
        _require_type(actual, dict, where)
        if actual.keys() != expected.keys():
            raise Mismatch(
                f"{the(where)} has the keys {sorted(map(str, actual))}, expected {sorted(map(str, expected))}"
            )
        for key in expected:
            yield from _parts(actual[key], expected[key], f"{where}[{key!r}]", tables)
    elif isinstance(expected, list | tuple) and not (tables and _is_table(expected)):
        _require_type(actual, type(expected), where)
        if len(actual) != len(expected):
            raise Mismatch(f"{the(where)} has {len(actual)} parts, expected {len(expected)}")
        for i, part in enumerate(expected):
            yield from _parts(actual[i], part, f"{where}[{i}]", tables)
    else:
        yield actual, expected, where


def _is_table(value: Any) -> bool:
    """Whether nested lists hold numbers only."""
    if isinstance(value, list):
        return all(_is_table(part) for part in value)
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _formed(actual: Any, expected: Any, where: str, dtype: Any) -> tuple[Any, Any]:
    """Both as arrays, once the answer's type, shape and dtype are right."""
    __tracebackhide__ = True
    import numpy as np

    given, wanted = _as_array(actual, where), np.asarray(expected)
    everywhere = isinstance(expected, int | float | complex)
    if not everywhere and given.shape != wanted.shape:
        raise Mismatch(f"{the(where)} has shape {shape(given)}, expected {shape(wanted)}")
    if dtype is not None and isinstance(actual, np.ndarray) and actual.dtype != np.dtype(dtype):
        raise Mismatch(f"{the(where)} has dtype {actual.dtype}, expected {np.dtype(dtype)}")
    return given, np.broadcast_to(wanted, given.shape)


def _wanted_dtype(expected: Any, dtype: Any, check: Check | None) -> Any:
    from nnkata_plugin.check.reference import Truth

    of_case = check.case.dtype if check and check.case is not None and isinstance(expected, Truth) else None
    return dtype or of_case


def _held_in(given: Any, dtype: Any, check: Check | None) -> str:
    """The name of what the answer is judged by. Half precision counts as such only where it was asked for."""
    import numpy as np

    asked = dtype or (check.case.dtype if check and check.case is not None else None)
    name = np.dtype(asked or given.dtype).name
    return "float32" if name == "float16" and not asked else name


def _limit(expected: Any, wanted: Any, held_in: Any, check: Check | None, asked: dict[str, Any]) -> Any:
    """The largest error that rounding explains: as the check says, else as the truth knows."""
    from nnkata_plugin.check import tolerance
    from nnkata_plugin.check.reference import Truth

    usual: dict[str, Any] = {"scale": _largest(wanted), "terms": 1, "condition": 1.0, "growth": "root"}
    if isinstance(expected, Truth):
        usual |= {name: value for name in usual if (value := getattr(expected, name)) is not None}
    told = usual | {name: value for name, value in asked.items() if value is not None}
    if check is not None and told["terms"] > tolerance.LONGEST:
        what = f"terms={told['terms']}: a case has at most {tolerance.LONGEST}"
        raise ValueError(f"{what}. Bounds for longer sums let wrong answers through")
    factor = check.kata.facts.tolerance if check else 1.0
    return tolerance.bound(held_in, told["terms"], told["scale"], factor, told["condition"], told["growth"])


def _judge(
    given: Any,
    wanted: Any,
    limit: Any,
    where: str,
    held_in: str,
    vectors: int | None,
    titles: tuple[str, str] = ("", ""),
) -> None:
    """Compare values in float64; `vectors` is the axis along which each vector may point either way."""
    __tracebackhide__ = True
    import numpy as np

    kinds = {given.dtype.kind, wanted.dtype.kind}
    precise = given.astype(np.complex128 if "c" in kinds else np.float64)
    right = wanted.astype(precise.dtype)
    if vectors is not None:
        right = _turned(precise, right, vectors)
    check = current.get()
    if check and check.evidence is not None and kinds & set("fc"):
        check.evidence.compare(where, right, limit, held_in, check)
    with np.errstate(invalid="ignore"):
        good = (np.abs(precise - right) <= limit) | (precise == right) | (np.isnan(precise) & np.isnan(right))
    if not good.all():
        remark = "" if vectors is None else ", whichever way the vectors point"
        raise differing(precise, right, np.asarray(good), where, remark, titles)


def _vector_axis(given: Any, axis: int | None) -> int:
    if axis is None and given.ndim != 1:
        raise TypeError(f'up_to="sign" with {given.ndim} axes: say along which a vector lies, axis=0 for columns')
    return 0 if axis is None else axis


def _turned(actual: Any, expected: Any, axis: int) -> Any:
    """The expected vectors, each with the sign that brings it nearer to the answer."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        as_it_is, opposite = (
            np.abs(actual - sign * expected).max(axis=axis, keepdims=True, initial=0) for sign in (1, -1)
        )
    return np.where(opposite < as_it_is, -expected, expected)


def _require_alike(actual: Any, expected: Any, where: str) -> None:
    """Type, shape and dtype."""
    __tracebackhide__ = True
    import numpy as np

    _require_type(actual, np.ndarray if isinstance(expected, np.ndarray) else type(expected), where)
    if isinstance(expected, np.ndarray):
        if actual.shape != expected.shape:
            raise Mismatch(f"{the(where)} has shape {shape(actual)}, expected {shape(expected)}")
        if actual.dtype != expected.dtype:
            raise Mismatch(f"{the(where)} has dtype {actual.dtype}, expected {expected.dtype}")


def _require_equal(actual: Any, expected: Any, where: str) -> None:
    __tracebackhide__ = True
    import numpy as np

    _require_alike(actual, expected, where)
    if isinstance(expected, np.ndarray):
        good = (actual == expected) | ((actual != actual) & (expected != expected))
        if not np.all(good):
            raise differing(np.asarray(actual), np.asarray(expected), np.asarray(good), where)
    elif actual != expected and not (actual != actual and expected != expected):
        raise Mismatch(f"{the(where)} is {short(actual)}, expected {short(expected)}")


def _as_array(value: Any, where: str) -> Any:
    __tracebackhide__ = True
    import numpy as np

    if isinstance(value, list | tuple):
        _require_even(value, where)
    elif not isinstance(value, int | float | complex | np.ndarray | np.generic) or isinstance(value, bool):
        raise Mismatch(f"{the(where)} is {kind(value)}, expected numbers")
    array = np.asarray(value)
    if array.dtype.kind not in "iufcb":
        raise Mismatch(f"{the(where)} holds {kind(value)}, expected numbers")
    return array


def _require_even(value: Any, where: str) -> None:
    """Nested lists must be a table: rows of equal length, numbers at the bottom."""
    __tracebackhide__ = True
    lengths = [len(part) if isinstance(part, list | tuple) else None for part in value]
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            raise Mismatch(f"{the(where)}[{i}] has {_count(length)}, but [0] has {_count(lengths[0])}")
        if length is not None:
            _require_even(value[i], f"{where}[{i}]")
        elif value[i] is None or isinstance(value[i], str):
            raise Mismatch(f"{the(where)}[{i}] is {short(value[i])}, expected a number")


def _count(length: int | None) -> str:
    return "no parts (it is a number)" if length is None else f"{length} parts"


def _require_type(actual: Any, wanted: type, where: str) -> None:
    __tracebackhide__ = True
    if type(actual) is not wanted and not (wanted.__module__ == "numpy" and isinstance(actual, wanted)):
        raise Mismatch(f"{the(where)} is {kind(actual)}, expected {article(wanted.__name__)}")


def _largest(values: Any) -> float:
    import numpy as np

    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
