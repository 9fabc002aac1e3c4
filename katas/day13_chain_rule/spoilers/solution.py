"""Day 13, worked: each operation notes its slopes when it computes; backward only multiplies and adds."""

from __future__ import annotations

import math


class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data: float, parents: tuple[tuple[Value, float], ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other: float) -> Value:
        return self + other

    def __neg__(self) -> Value:
        return Value(-self.data, ((self, -1.0),))

    def __sub__(self, other: Value | float) -> Value:
        return self + -other  # a plain number can be negated too, so nothing needs wrapping here

    def __rsub__(self, other: float) -> Value:
        return -self + other

    def __mul__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __truediv__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        quotient = self.data / other.data
        return Value(quotient, ((self, 1 / other.data), (other, -quotient / other.data)))

    def __rtruediv__(self, other: float) -> Value:
        return Value(other) / self

    def __pow__(self, exponent: float) -> Value:
        # A Value as exponent needs no check: Python refuses float ** Value and float(Value) with a TypeError.
        if self.data < 0 and not float(exponent).is_integer():
            raise ValueError(f"{self.data} ** {exponent} is not a real number")
        return Value(self.data**exponent, ((self, exponent * self.data ** (exponent - 1)),))

    def exp(self) -> Value:
        y = math.exp(self.data)
        return Value(y, ((self, y),))  # its own derivative: no second exp

    def log(self) -> Value:
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self) -> Value:
        y = math.tanh(self.data)
        return Value(y, ((self, 1 - y * y),))

    def relu(self) -> Value:
        if self.data > 0:
            return Value(self.data, ((self, 1.0),))
        return Value(0.0, ((self, 0.0),))

    def backward(self) -> None:
        # Parents before children. A node enters `order` only after everything it was computed from,
        # so in the reversed list each node is met after everything that was computed from it.
        order: list[Value] = []
        seen: set[Value] = set()

        def visit(node: Value) -> None:
            if node in seen:
                return
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad  # added: a parent may have been used elsewhere too
