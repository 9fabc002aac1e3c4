"""Day 13 with __slots__: each Value is given a number when it is made, and the way back goes down these numbers."""

from __future__ import annotations

import heapq
import itertools
import math


class Value:
    __slots__ = ("born", "data", "grad", "parents")
    births = itertools.count()

    def __init__(self, data: float, parents: tuple[tuple[Value, float], ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.born = next(self.births)

    @classmethod
    def of(cls, number: Value | float) -> Value:
        return number if isinstance(number, cls) else cls(number)

    def __add__(self, other: Value | float) -> Value:
        other = Value.of(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other: float) -> Value:
        return Value(other + self.data, ((self, 1.0),))

    def __neg__(self) -> Value:
        return Value(0.0 - self.data, ((self, -1.0),))

    def __sub__(self, other: Value | float) -> Value:
        other = Value.of(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other: float) -> Value:
        return Value(other - self.data, ((self, -1.0),))

    def __mul__(self, other: Value | float) -> Value:
        if isinstance(other, Value):
            return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        return Value(self.data * other, ((self, other),))

    def __rmul__(self, other: float) -> Value:
        return Value(other * self.data, ((self, other),))

    def __truediv__(self, other: Value | float) -> Value:
        other = Value.of(other)
        quotient = self.data / other.data
        return Value(quotient, ((self, 1 / other.data), (other, -quotient / other.data)))

    def __rtruediv__(self, other: float) -> Value:
        quotient = other / self.data
        return Value(quotient, ((self, -quotient / self.data),))

    def __pow__(self, exponent: float) -> Value:
        if isinstance(exponent, Value):
            raise TypeError("x ** y wants a plain number for y")
        if self.data < 0 and not float(exponent).is_integer():
            raise ValueError(f"{self.data} ** {exponent} would be complex")
        return Value(self.data**exponent, ((self, exponent * self.data ** (exponent - 1)),))

    def exp(self) -> Value:
        number = math.exp(self.data)
        return Value(number, ((self, number),))

    def log(self) -> Value:
        if self.data <= 0:
            raise ValueError(f"log({self.data}) is no number")
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self) -> Value:
        number = math.tanh(self.data)
        return Value(number, ((self, 1 - number**2),))

    def relu(self) -> Value:
        open_gate = 1.0 if self.data > 0 else 0.0
        return Value(self.data if open_gate else 0.0, ((self, open_gate),))

    def backward(self) -> None:
        # Parents are older than what was made of them: the youngest one left has all of its gradient.
        self.grad = 1.0
        waiting, known = [(-self.born, self)], {self.born}
        while waiting:
            _, youngest = heapq.heappop(waiting)
            for parent, slope in youngest.parents:
                if parent.born not in known:
                    known.add(parent.born)
                    parent.grad = 0.0
                    heapq.heappush(waiting, (-parent.born, parent))
                parent.grad += slope * youngest.grad
