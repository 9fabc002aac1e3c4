"""Day 13: the chain rule, done by the machine. Plain Python; `math` is all you need."""

from __future__ import annotations


class Value:
    """A number that remembers what it was computed from.

    Every operation below returns a new Value and leaves its operands alone. Where a binary operation takes `other`,
    that is a Value or a plain int or float; a plain number is a constant.

    Attributes:
        data: float. The number itself.
        grad: float. 0.0 at the start; after `y.backward()` it is dy/d(self).
        parents: A tuple of pairs (parent, slope): each Value this one was computed from directly, with the derivative
            of this one by that one. Empty for a number that you typed in.
    """

    def __init__(self, data: float, parents: tuple[tuple[Value, float], ...] = ()) -> None:
        """Given. A number with no history, unless `parents` tells one."""
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other: Value | float) -> Value:
        """Given, as a worked example. `self + other`: a sum moves by 1 when either summand moves by 1."""
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other: float) -> Value:
        """`other + self`, where the left operand is a plain number."""
        raise NotImplementedError("day 13: Value.__radd__")

    def __neg__(self) -> Value:
        """`-self`."""
        raise NotImplementedError("day 13: Value.__neg__")

    def __sub__(self, other: Value | float) -> Value:
        """`self - other`."""
        raise NotImplementedError("day 13: Value.__sub__")

    def __rsub__(self, other: float) -> Value:
        """`other - self`, where the left operand is a plain number."""
        raise NotImplementedError("day 13: Value.__rsub__")

    def __mul__(self, other: Value | float) -> Value:
        """`self * other`."""
        raise NotImplementedError("day 13: Value.__mul__")

    def __rmul__(self, other: float) -> Value:
        """`other * self`, where the left operand is a plain number."""
        raise NotImplementedError("day 13: Value.__rmul__")

    def __truediv__(self, other: Value | float) -> Value:
        """`self / other`.

        Raises:
            ZeroDivisionError: `other` is 0.
        """
        raise NotImplementedError("day 13: Value.__truediv__")

    def __rtruediv__(self, other: float) -> Value:
        """`other / self`, where the left operand is a plain number.

        Raises:
            ZeroDivisionError: `self` is 0.
        """
        raise NotImplementedError("day 13: Value.__rtruediv__")

    def __pow__(self, exponent: float) -> Value:
        """`self ** exponent`.

        Args:
            exponent: An int or a float, always a constant. If it is below 1, the base is not 0.

        Raises:
            TypeError: `exponent` is a Value.
            ValueError: The base is negative and the exponent is not whole. (Python's own answer is a complex number.)
            ZeroDivisionError: The base is 0 and the exponent is negative.
        """
        raise NotImplementedError("day 13: Value.__pow__")

    def exp(self) -> Value:
        """e to the power of self.

        Raises:
            OverflowError: The answer is larger than the largest float.
        """
        raise NotImplementedError("day 13: Value.exp")

    def log(self) -> Value:
        """The natural logarithm.

        Raises:
            ValueError: The number is 0 or negative.
        """
        raise NotImplementedError("day 13: Value.log")

    def tanh(self) -> Value:
        """The hyperbolic tangent, between -1 and 1."""
        raise NotImplementedError("day 13: Value.tanh")

    def relu(self) -> Value:
        """max(0, self). At 0 the slope is 0."""
        raise NotImplementedError("day 13: Value.relu")

    def backward(self) -> None:
        """Fill in `grad`: d(self)/d(node), for every Value that self was computed from, and for self (1.0).

        Each call starts afresh: what these `grad` held before does not count. No other Value's `grad` and nobody's
        `data` changes. The work grows with the number of Values, not with the number of ways through them. The longest
        way is at most 300 Values.
        """
        raise NotImplementedError("day 13: Value.backward")
