"""Day 13 as a textbook has it: every rule written out, and a function that calls itself puts the Values in line."""

from __future__ import annotations

import math


class Value:
    def __init__(self, data: float, parents: tuple = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __repr__(self) -> str:
        return f"Value({self.data}, grad={self.grad})"

    def __add__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other: float) -> Value:
        return self + other

    def __neg__(self) -> Value:
        return Value(-self.data, ((self, -1.0),))

    def __sub__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other: float) -> Value:
        return Value(other) - self

    def __mul__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __rmul__(self, other: float) -> Value:
        return Value(other) * self

    def __truediv__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        by_self = 1.0 / other.data
        by_other = -self.data / (other.data * other.data)
        return Value(self.data / other.data, ((self, by_self), (other, by_other)))

    def __rtruediv__(self, other: float) -> Value:
        return Value(other) / self

    def __pow__(self, exponent: float) -> Value:
        if isinstance(exponent, Value):
            raise TypeError("the exponent is a plain number")
        if self.data < 0 and exponent != int(exponent):
            raise ValueError("a negative number has no such power")
        return Value(self.data**exponent, ((self, exponent * self.data ** (exponent - 1)),))

    def exp(self) -> Value:
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def log(self) -> Value:
        return Value(math.log(self.data), ((self, 1.0 / self.data),))

    def tanh(self) -> Value:
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def relu(self) -> Value:
        if self.data > 0:
            return Value(self.data, ((self, 1.0),))
        return Value(0.0, ((self, 0.0),))

    def backward(self) -> None:
        order = []
        seen = set()

        def visit(node: Value) -> None:
            if node not in seen:
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
                parent.grad += slope * node.grad
