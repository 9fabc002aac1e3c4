"""What is off about an answer, in words: a sentence, then at most a small aligned table."""

from typing import Any

ROWS = 5
"""Wrong values that a message shows."""
DIGITS = (6, 9, 12, 17)
"""Significant digits of a number: as few as show a difference."""


class Mismatch(AssertionError):  # noqa: N818  (said aloud: "a mismatch")
    """An answer that is not what was expected. Its text is a sentence, then at most a table."""


def differing(
    actual: Any, expected: Any, good: Any, where: str = "", remark: str = "", titles: tuple[str, str] = ("", "")
) -> Mismatch:
    """Say which values are off, and how.

    Args:
        actual: The answer, an array.
        expected: The right one, of the same shape.
        good: Where they agree.
        where: Which part of the answer it is; empty for the whole.
        remark: What else to know, at the end of the sentence.
        titles: What stands over the two columns, if not ``yours`` and ``expected``.
    """
    import numpy as np

    mine, right = (title or usual for title, usual in zip(titles, ("yours", "expected"), strict=True))
    if not good.shape:
        found, wanted = numbers(actual[()], expected[()])
        return Mismatch(f"{the(where)} is {found}, expected {wanted}{_factor(actual, expected)}{remark}")
    wrong = np.argwhere(~good)
    rows = [("index", mine, right)]
    rows += [(str(at.tolist()), *numbers(actual[tuple(at)], expected[tuple(at)])) for at in wrong[:ROWS]]
    width = [max(len(row[i]) for row in rows) for i in range(2)]
    lines = [f"  {index:<{width[0]}}  {mine:>{width[1]}}  {right}" for index, mine, right in rows]
    if len(wrong) > ROWS:
        lines.append(f"  and {len(wrong) - ROWS} more")
    return Mismatch("\n".join([_sentence(actual, expected, good, where) + remark, *lines]))


def _sentence(actual: Any, expected: Any, good: Any, where: str) -> str:
    import numpy as np

    total, wrong = good.size, int(good.size - good.sum())
    of = f" of {where}" if where else ""
    if actual.dtype.kind in "fc":
        lost = ~np.isfinite(actual) & np.isfinite(expected)
        count = int(lost.sum())
        if count:
            nan = int(np.isnan(actual[lost]).sum())
            kind = "nan" if nan == count else "nan or infinite" if nan else "infinite"
            others = f"{wrong - count} more differ" if wrong > count else _the_others(total - wrong)
            tail = f"; {others}" if total > count else ""
            be = "is" if count == 1 else "are"
            return f"{count} of {total} values{of} {be} {kind} where the reference is finite{tail}"
    return f"{wrong} of {total} values{of} differ{_factor(actual, expected) if wrong == total else ''}"


def _the_others(count: int) -> str:
    return "the other one agrees" if count == 1 else f"the other {count} agree"


def _factor(actual: Any, expected: Any) -> str:
    """When all answers are off by one and the same factor, that is worth saying."""
    import numpy as np

    with np.errstate(all="ignore"):
        ratio = np.asarray(actual / expected).ravel()
    if ratio.size and np.isfinite(ratio).all() and np.ptp(ratio.real) <= 1e-4 * abs(ratio[0]) and abs(ratio[0]) > 1e-12:
        factor = f"{ratio[0].real:.4g}"
        return f"; {'yours is' if ratio.size == 1 else 'each is'} {factor} times the expected" if factor != "1" else ""
    return ""


def numbers(mine: Any, right: Any) -> tuple[str, str]:
    """Both with as few digits as tell them apart."""
    told = [tuple(_number(value, digits) for value in (mine, right)) for digits in DIGITS]
    one, other = next((pair for pair in told if pair[0] != pair[1]), told[0])
    return one, other


def _number(value: Any, digits: int) -> str:
    return f"{value:.{digits}g}" if isinstance(value, float | complex) else str(value)


def shape(array: Any) -> str:
    return f"[{', '.join(map(str, array.shape))}]" if array.ndim else "[] (a single number)"


def the(where: str) -> str:
    return f"the answer{where}"


def kind(value: Any) -> str:
    return "None (does a `return` lack?)" if value is None else article(type(value).__name__)


def article(name: str) -> str:
    name = {"ndarray": "array", "NoneType": "None"}.get(name, name)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
