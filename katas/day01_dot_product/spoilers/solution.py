"""Day 1, worked: one loop that adds up, one loop that changes a copy, and a root."""


def dot(a: list[float], b: list[float]) -> float:
    # Without this look, a longer `b` would be cut off in silence, and a longer `a` would end in an IndexError.
    if len(a) != len(b):
        raise ValueError(f"lists of {len(a)} and of {len(b)} numbers")
    # The sum so far. It begins before the loop, for it has to outlive each turn.
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    # Not inside the loop: there, the first turn would be the last.
    return total


def axpy(alpha: float, x: list[float], y: list[float]) -> list[float]:
    if len(x) != len(y):
        raise ValueError(f"lists of {len(x)} and of {len(y)} numbers")
    # A new list with y's numbers. `result = y` would only be a second name for the caller's own.
    result = list(y)
    for i in range(len(x)):
        result[i] += alpha * x[i]
    return result


def norm(x: list[float]) -> float:
    # A list times itself, place by place, is a sum of squares. The power 1/2 is the root; as `** 1 / 2` Python would
    # read it as (the power 1), halved.
    return dot(x, x) ** 0.5
