"""Day 1: two lists of numbers, a loop, and the sum that everything later is made of. No imports today."""


def dot(a: list[float], b: list[float]) -> float:
    """Multiply two lists place by place, and add up all the products.

    ``a[0] * b[0] + a[1] * b[1] + ...``

    Args:
        a: A list of n floats. Left alone.
        b: A list of n floats. Left alone.

    Returns:
        One number. 0 if the lists are empty.

    Raises:
        ValueError: One list is longer than the other.
    """
    raise NotImplementedError("day 1: dot")


def axpy(alpha: float, x: list[float], y: list[float]) -> list[float]:
    """Add a multiple of one list to another: "a times x, plus y".

    Place i of the answer is ``alpha * x[i] + y[i]``.

    Args:
        alpha: The number that every place of `x` is multiplied by.
        x: A list of n floats. Left alone.
        y: A list of n floats. Left alone.

    Returns:
        A new list of n floats. `y` still holds what it held before.

    Raises:
        ValueError: One list is longer than the other.
    """
    raise NotImplementedError("day 1: axpy")


def norm(x: list[float]) -> float:
    """The length of an arrow: the square root of the sum of all squares.

    ``sqrt(x[0] ** 2 + x[1] ** 2 + ...)``. (How many numbers the list has is `len(x)`, and that is something else.)

    Args:
        x: A list of n floats, none of them beyond 1e150 in size. Left alone.

    Returns:
        One number, never negative. 0 if the list is empty.
    """
    raise NotImplementedError("day 1: norm")
