"""The case policy: what the arguments of a day's calls have to be at least once, told from what really goes over."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

LONGEST = 1024
"""The longest axis of a case, and the longest sum: at 10^6 terms a bound made of |a| @ |b| lets zeros pass."""
LARGE = 100.0


class Line(NamedTuple):
    """One demand on a day's cases."""

    says: str
    """Completes "no call has ..."."""
    where: str
    """The mark of calls to which it can apply at all: lists have no strides, words have no sign."""


LINES = {
    "size_1": Line("an axis of length 1", "any_axis"),
    "size_2": Line("an axis of length 2", "any_axis"),
    "size_3": Line("an axis of length 3", "any_axis"),
    "odd": Line("an axis of odd length beyond 3", "any_axis"),
    "power_of_two": Line("an axis as long as a power of two beyond 2", "any_axis"),
    "one_off": Line("an axis one off a power of two beyond 4", "any_axis"),
    "batch_1": Line("an array whose first axis alone is 1", "any_table"),
    "non_square": Line("an array whose last two axes differ, both longer than 1", "any_table"),
    "negative": Line("an array of negative numbers only", "any_float"),
    "zero_mean": Line("an array with a mean near 0", "any_float"),
    "large": Line(f"an array with numbers of {LARGE:g} or more", "any_float"),
    "ties": Line("an array in which the largest number of a row occurs twice", "any_float"),
    "subnormal": Line("an array with subnormal numbers", "any_float"),
    "fortran": Line("an array in Fortran order", "any_array_table"),
    "strided": Line("an array with gaps between its elements (strided)", "any_array"),
}
"""What some call of the day has to meet."""
OF_PARAMETERS = {
    "asymmetric": "arrays that all change when they are turned over or round",
    "non_zero": "arrays of which none is nothing but zeros",
}
"""What some call of each name that the learner writes has to meet. Where a parameter is always zero or symmetric, wrong
code gets through. In `features` the name follows: ``asymmetric conv2d``."""
HANDED = "handed"
"""The mark of a name that was called with floats."""


def features(arguments: Any, names: Iterable[str]) -> Iterator[str]:
    """What one call meets of the policy, and the marks of where lines apply.

    Args:
        arguments: Arrays, tables as nested lists, numbers, and tuples, lists and dicts of such.
        names: What the learner wrote and the call leads to.
    """
    arrays = [(array, is_list) for array, is_list in arrays_in(arguments) if array.size]
    for array, is_list in arrays:
        yield from _of_shape(array.shape)
        if array.dtype.kind == "f":
            yield "any_float"
            yield from _of_values(array)
            if not is_list:
                yield from _of_layout(array)
    floats = [array for array, _ in arrays if array.dtype.kind == "f"]
    if floats:
        zero = any(not array.any() for array in floats)
        turned = [array for array in floats if array.size > 1]
        asymmetric = bool(turned) and not any(_is_symmetric(array) for array in turned)
        for name in names:
            yield f"{HANDED} {name}"
            if not zero:
                yield f"non_zero {name}"
            if asymmetric:
                yield f"asymmetric {name}"


def arrays_in(value: Any) -> Iterator[tuple[Any, bool]]:
    """The arrays of numbers among some arguments, and the tables, as arrays; with whether it is a list."""
    import numpy as np

    if isinstance(value, np.ndarray):
        if value.ndim and value.dtype.kind in "fiu":
            yield value, False
    elif isinstance(value, dict):
        yield from arrays_in(list(value.values()))
    elif isinstance(value, list) and is_table(value):
        yield np.asarray(value), True
    elif isinstance(value, list | tuple):
        for part in value:
            yield from arrays_in(part)


def is_table(value: Any) -> bool:
    """Whether nested lists hold numbers only, in rows of equal length."""
    import numpy as np

    if not _holds_numbers(value):
        return False
    try:
        return np.asarray(value).dtype.kind in "fiu"
    except ValueError:  # rows of different lengths
        return False


def _holds_numbers(value: Any) -> bool:
    if isinstance(value, list):
        return all(_holds_numbers(part) for part in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _of_shape(shape: tuple[int, ...]) -> Iterator[str]:
    if not shape:
        return
    yield "any_axis"
    for size in shape:
        if size in (1, 2, 3):
            yield f"size_{size}"
        if size > 3 and size % 2:
            yield "odd"
        if size > 2 and _is_power(size):
            yield "power_of_two"
        if size > 6 and (_is_power(size - 1) or _is_power(size + 1)):
            yield "one_off"
    if len(shape) > 1:
        yield "any_table"
        if shape[0] == 1 and max(shape) > 1:
            yield "batch_1"
        if shape[-1] != shape[-2] and min(shape[-2:]) > 1:
            yield "non_square"


def _is_power(size: int) -> bool:
    return size & (size - 1) == 0


def _of_values(array: Any) -> Iterator[str]:
    import numpy as np

    if array.size > 1 and (array < 0).all():
        yield "negative"
    if array.size > 3 and array.min() < 0 < array.max() and abs(array.mean(dtype=np.float64)) < array.std():
        yield "zero_mean"
    size = np.abs(array)
    if (size >= LARGE).any():
        yield "large"
    if ((size > 0) & (size < np.finfo(array.dtype).tiny)).any():
        yield "subnormal"
    largest = array == array.max(axis=-1, keepdims=True)
    if ((largest.sum(axis=-1) > 1) & ~largest.all(axis=-1)).any():
        yield "ties"


def _of_layout(array: Any) -> Iterator[str]:
    yield "any_array"
    flags = array.flags
    if array.ndim > 1:
        yield "any_array_table"
        if flags.f_contiguous and not flags.c_contiguous:
            yield "fortran"
    if not flags.forc:
        yield "strided"


def _is_symmetric(array: Any) -> bool:
    """Whether turning it over along an axis, or exchanging two axes of one length, leaves it as it is."""
    import numpy as np

    long = [axis for axis in range(array.ndim) if array.shape[axis] > 1]
    pairs = (pair for pair in itertools.combinations(long, 2) if array.shape[pair[0]] == array.shape[pair[1]])
    return any(np.array_equal(np.flip(array, axis), array) for axis in long) or any(
        np.array_equal(array.swapaxes(*pair), array) for pair in pairs
    )
