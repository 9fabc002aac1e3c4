"""Day 13 with match statements and a generator that yields the Values one by one, each before its parents."""

from __future__ import annotations

import math
from collections.abc import Iterator


class Value:
    def __init__(self, d, p=()):
        self.data, self.grad, self.parents = float(d), 0.0, p

    def __add__(self, o):
        match o:
            case Value():
                return Value(self.data + o.data, ((self, 1.0), (o, 1.0)))
            case int() | float():
                return Value(self.data + o, ((self, 1.0),))
            case _:
                return NotImplemented

    def __mul__(self, o):
        match o:
            case Value():
                return Value(self.data * o.data, ((self, o.data), (o, self.data)))
            case int() | float():
                return Value(self.data * o, ((self, float(o)),))
            case _:
                return NotImplemented

    def __pow__(self, n):
        match self.data, n:
            case _, Value():
                raise TypeError("x ** n: n is a plain number")
            case x, n if x < 0 and n != math.floor(n):
                raise ValueError(f"{x} ** {n} is not real")
            case x, 0:
                return Value(1, ((self, 0.0),))
            case x, n:
                return Value(x**n, ((self, n * x ** (n - 1)),))

    def __radd__(self, o):
        return self + o

    def __rmul__(self, o):
        return self * o

    def __neg__(self):
        return -1 * self

    def __sub__(self, o):
        return self + -o

    def __rsub__(self, o):
        return o + -self

    def __truediv__(self, o):
        match o:
            case Value():
                return self * o**-1
            case _:
                return self * (1 / o)

    def __rtruediv__(self, o):
        return o * self**-1

    def exp(self):
        y = math.exp(self.data)
        return Value(y, ((self, y),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, ((self, 1 - y**2),))

    def relu(self):
        match self.data:
            case x if x > 0:
                return Value(x, ((self, 1.0),))
            case _:
                return Value(0, ((self, 0.0),))

    def _behind(self) -> Iterator[Value]:
        """Parents first: a stack of half-read lists of parents instead of a function that calls itself."""
        seen, stack = {id(self)}, [(self, iter(self.parents))]
        while stack:
            v, rest = stack[-1]
            for p, _ in rest:
                if id(p) not in seen:
                    seen.add(id(p))
                    stack.append((p, iter(p.parents)))
                    break
            else:
                stack.pop()
                yield v

    def backward(self):
        line = list(self._behind())
        for v in line:
            v.grad = float(v is self)
        for v in line[::-1]:
            for p, s in v.parents:
                p.grad += s * v.grad
