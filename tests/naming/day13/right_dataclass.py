"""Day 13 as a dataclass; the gradient of a Value is asked for and not sent: each adds up what its children owe it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(eq=False)
class Value:
    data: float
    parents: tuple[tuple[Value, float], ...] = ()
    grad: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.data = float(self.data)

    def __add__(self, other: Value | float) -> Value:
        other = wrapped(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __radd__(self, other: float) -> Value:
        return wrapped(other).__add__(self)

    def __neg__(self) -> Value:
        return 0 - self

    def __sub__(self, other: Value | float) -> Value:
        other = wrapped(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __rsub__(self, other: float) -> Value:
        return wrapped(other).__sub__(self)

    def __mul__(self, other: Value | float) -> Value:
        other = wrapped(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __rmul__(self, other: float) -> Value:
        return wrapped(other).__mul__(self)

    def __truediv__(self, other: Value | float) -> Value:
        other = wrapped(other)
        return Value(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)))

    def __rtruediv__(self, other: float) -> Value:
        return wrapped(other).__truediv__(self)

    def __pow__(self, exponent: float) -> Value:
        if isinstance(exponent, Value):
            raise TypeError("the exponent is a constant")
        # math.pow refuses what is not real, but it says ValueError where the contract wants ZeroDivisionError.
        if self.data == 0 and exponent < 0:
            raise ZeroDivisionError("0 to a negative power")
        number = math.pow(self.data, exponent)
        return Value(number, ((self, exponent * math.pow(self.data, exponent - 1) if exponent else 0.0),))

    def exp(self) -> Value:
        number = math.exp(self.data)
        return Value(number, ((self, number),))

    def log(self) -> Value:
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self) -> Value:
        return Value(math.tanh(self.data), ((self, 1 / math.cosh(min(abs(self.data), 300.0)) ** 2),))

    def relu(self) -> Value:
        return Value(
            (self.data + abs(self.data)) / 2, ((self, (math.copysign(0.5, self.data) + 0.5) * bool(self.data)),)
        )

    def backward(self) -> None:
        owes: dict[int, list[tuple[Value, float]]] = {id(self): []}
        everyone, line = [self], [self]
        while line:
            child = line.pop()
            for parent, slope in child.parents:
                if id(parent) not in owes:
                    owes[id(parent)] = []
                    everyone.append(parent)
                    line.append(parent)
                owes[id(parent)].append((child, slope))
        found = {id(self): 1.0}

        def gradient(value: Value) -> float:
            if id(value) not in found:
                found[id(value)] = math.fsum(slope * gradient(child) for child, slope in owes[id(value)])
            return found[id(value)]

        for value in everyone:
            value.grad = gradient(value)


def wrapped(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)
