"""assert_close and assert_equal: structure, shape and dtype before values; what is off as a small aligned table."""

from functools import partial
from typing import Any

from nnkata_plugin.check.context import current

ROWS = 5
"""Wrong values that a message shows."""


class Mismatch(AssertionError):  # noqa: N818  (said aloud: "a mismatch")
    """An answer that is not what was expected. Its text is a sentence, then at most a table."""


def assert_close(
    actual: Any, expected: Any, *, scale: Any = None, terms: float | None = None, dtype: Any = None
) -> None:
    """Compare floats with a bound made of dtype, reduction length and scale (`tolerance.bound`), in float64.

    Args:
        actual: The learner's answer: a number, an array, nested lists of numbers, or a list, tuple or dict of such.
        expected: The same structure. A plain number stands for that number everywhere. An answer of the `expected`
            fixture brings its own reduction length and scale.
        scale: The magnitude that errors are relative to; else the largest of `expected`.
        terms: The reduction length; else 1.
        dtype: What `actual` must be held in; else, against an answer of `expected`, what the case's arrays are.

    Raises:
        Mismatch: They differ. nan equals nan, and an infinity equals the same infinity.
    """
    __tracebackhide__ = True  # a debugger stops in the check, not in here
    _walk(actual, expected, "", partial(_close, scale=scale, terms=terms, dtype=dtype))


def assert_equal(actual: Any, expected: Any) -> None:
    """Compare exactly, type and dtype included: a list is not an array, 1 is not 1.0.

    Raises:
        Mismatch: They differ.
    """
    __tracebackhide__ = True  # a debugger stops in the check, not in here
    _walk(actual, expected, "", _equal)


def _walk(actual: Any, expected: Any, where: str, leaf: Any) -> None:
    """Compare containers part by part, and what is no container with `leaf`."""
    __tracebackhide__ = True
    if isinstance(expected, dict):
        _require_type(actual, dict, where)
        if actual.keys() != expected.keys():
            raise Mismatch(
                f"{_the(where)} has the keys {sorted(map(str, actual))}, expected {sorted(map(str, expected))}"
            )
        for key in expected:
            _walk(actual[key], expected[key], f"{where}[{key!r}]", leaf)
    elif isinstance(expected, list | tuple) and not (leaf is not _equal and _is_table(expected)):
        _require_type(actual, type(expected), where)
        if len(actual) != len(expected):
            raise Mismatch(f"{_the(where)} has {len(actual)} parts, expected {len(expected)}")
        for i, part in enumerate(expected):
            _walk(actual[i], part, f"{where}[{i}]", leaf)
    else:
        leaf(actual, expected, where)


def _is_table(value: Any) -> bool:
    """Whether nested lists hold numbers only: then they are compared as one array, with one table of what is off."""
    if isinstance(value, list):
        return all(_is_table(part) for part in value)
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _close(actual: Any, expected: Any, where: str, scale: Any, terms: float | None, dtype: Any) -> None:
    __tracebackhide__ = True
    import numpy as np

    from nnkata_plugin.check import tolerance
    from nnkata_plugin.check.reference import Truth

    check = current.get()
    if expected is None or isinstance(expected, str | bool):
        _equal(actual, expected, where)
        return
    given = _as_array(actual, where)
    is_truth = isinstance(expected, Truth)
    everywhere = isinstance(expected, int | float | complex)
    wanted = np.asarray(expected)
    if not everywhere and given.shape != wanted.shape:
        raise Mismatch(f"{_the(where)} has shape {_shape(given)}, expected {_shape(wanted)}")
    dtype = dtype or (check.case.dtype if is_truth and check and check.case is not None else None)
    if dtype is not None and isinstance(actual, np.ndarray) and actual.dtype != np.dtype(dtype):
        raise Mismatch(f"{_the(where)} has dtype {actual.dtype}, expected {np.dtype(dtype)}")
    precise = given.astype(np.complex128 if "c" in (given.dtype.kind, wanted.dtype.kind) else np.float64)
    right = np.broadcast_to(wanted, precise.shape).astype(precise.dtype)
    if terms is None:
        terms = expected.terms if is_truth and expected.terms else 1
    if scale is None:
        scale = expected.scale if is_truth and expected.scale is not None else _largest(right)
    held_in = dtype or (check.case.dtype if check and check.case is not None else given.dtype)
    limit = tolerance.bound(held_in, terms, scale, check.kata.facts.tolerance if check else 1.0)
    with np.errstate(invalid="ignore"):
        good = (np.abs(precise - right) <= limit) | (precise == right) | (np.isnan(precise) & np.isnan(right))
    if not good.all():
        raise Mismatch(_table(precise, right, np.asarray(good), where))


def _equal(actual: Any, expected: Any, where: str) -> None:
    __tracebackhide__ = True
    import numpy as np

    if isinstance(expected, np.ndarray):
        _require_type(actual, np.ndarray, where)
        if actual.shape != expected.shape:
            raise Mismatch(f"{_the(where)} has shape {_shape(actual)}, expected {_shape(expected)}")
        if actual.dtype != expected.dtype:
            raise Mismatch(f"{_the(where)} has dtype {actual.dtype}, expected {expected.dtype}")
        good = (actual == expected) | ((actual != actual) & (expected != expected))
        if not np.all(good):
            raise Mismatch(_table(actual, np.asarray(expected), np.asarray(good), where))
        return
    _require_type(actual, type(expected), where)
    if actual != expected and not (actual != actual and expected != expected):
        raise Mismatch(f"{_the(where)} is {_short(actual)}, expected {_short(expected)}")


def _as_array(value: Any, where: str) -> Any:
    __tracebackhide__ = True
    import numpy as np

    if isinstance(value, list | tuple):
        _require_even(value, where)
    elif not isinstance(value, int | float | complex | np.ndarray | np.generic) or isinstance(value, bool):
        raise Mismatch(f"{_the(where)} is {_kind(value)}, expected numbers")
    array = np.asarray(value)
    if array.dtype.kind not in "iufcb":
        raise Mismatch(f"{_the(where)} holds {_kind(value)}, expected numbers")
    return array


def _require_even(value: Any, where: str) -> None:
    """Nested lists must be a table: rows of equal length, numbers at the bottom."""
    __tracebackhide__ = True
    lengths = [len(part) if isinstance(part, list | tuple) else None for part in value]
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            raise Mismatch(f"{_the(where)}[{i}] has {_parts(length)}, but [0] has {_parts(lengths[0])}")
        if length is not None:
            _require_even(value[i], f"{where}[{i}]")
        elif value[i] is None or isinstance(value[i], str):
            raise Mismatch(f"{_the(where)}[{i}] is {_short(value[i])}, expected a number")


def _parts(length: int | None) -> str:
    return "no parts (it is a number)" if length is None else f"{length} parts"


def _require_type(actual: Any, wanted: type, where: str) -> None:
    __tracebackhide__ = True
    if type(actual) is not wanted and not (wanted.__module__ == "numpy" and isinstance(actual, wanted)):
        raise Mismatch(f"{_the(where)} is {_kind(actual)}, expected {_article(wanted.__name__)}")


def _table(actual: Any, expected: Any, good: Any, where: str) -> str:
    import numpy as np

    wrong = np.argwhere(~good)
    total = good.size
    lost = int(np.sum(~np.isfinite(actual) & np.isfinite(expected))) if actual.dtype.kind in "fc" else 0
    if total == 1 and not good.shape:
        head = f"{_the(where)} is {_number(actual[()])}, expected {_number(expected[()])}"
        return head + _factor(actual, expected)
    which = f"{len(wrong)} of {total} values{' of ' + where if where else ''}"
    head = f"{which} differ"
    if lost == len(wrong):
        head = f"{which} are nan or infinite where the reference is finite"
    elif len(wrong) == total:
        head += _factor(actual, expected)
    rows = [
        (str([int(i) for i in at]), _number(actual[tuple(at)]), _number(expected[tuple(at)])) for at in wrong[:ROWS]
    ]
    rows = [("index", "yours", "expected"), *rows]
    width = [max(len(row[i]) for row in rows) for i in range(2)]
    lines = [f"  {a:<{width[0]}}  {b:>{width[1]}}  {c}" for a, b, c in rows]
    if len(wrong) > ROWS:
        lines.append(f"  and {len(wrong) - ROWS} more")
    return "\n".join([head, *lines])


def _factor(actual: Any, expected: Any) -> str:
    """When all answers are off by one and the same factor, that is worth saying."""
    import numpy as np

    with np.errstate(all="ignore"):
        ratio = np.asarray(actual / expected).ravel()
    if ratio.size and np.isfinite(ratio).all() and np.ptp(ratio.real) <= 1e-4 * abs(ratio[0]) and abs(ratio[0]) > 1e-12:
        return f"; {'yours is' if ratio.size == 1 else 'each is'} {ratio[0].real:.4g} times the expected"
    return ""


def _largest(values: Any) -> float:
    import numpy as np

    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float | complex) else str(value)


def _shape(array: Any) -> str:
    return f"[{', '.join(map(str, array.shape))}]" if array.ndim else "[] (a single number)"


def _the(where: str) -> str:
    return f"the answer{where}"


def _kind(value: Any) -> str:
    return "None (does a `return` lack?)" if value is None else _article(type(value).__name__)


def _article(name: str) -> str:
    name = {"ndarray": "array", "NoneType": "None"}.get(name, name)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
