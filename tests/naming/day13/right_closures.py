"""Day 13 out of one-argument functions: a factory of operations, each with its number and slope as lambdas."""

from __future__ import annotations

import math


def elementary(number, slope):
    """A method that applies a function of one number, given how the slope follows from input and output."""

    def method(self):
        y = number(self.data)
        return Value(y, ((self, slope(self.data, y)),))

    return method


def operation(number, left, right):
    """The method for `self sign other` and the reflected one."""

    def made(a, b):
        return Value(number(a.data, b.data), ((a, left(a.data, b.data)), (b, right(a.data, b.data))))

    def method(self, other):
        return made(self, other if isinstance(other, Value) else Value(other))

    def reflected(self, other):
        return made(other if isinstance(other, Value) else Value(other), self)

    return method, reflected


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, parents

    __add__, __radd__ = operation(lambda a, b: a + b, lambda a, b: 1.0, lambda a, b: 1.0)
    __sub__, __rsub__ = operation(lambda a, b: a - b, lambda a, b: 1.0, lambda a, b: -1.0)
    __mul__, __rmul__ = operation(lambda a, b: a * b, lambda a, b: b, lambda a, b: a)
    __truediv__, __rtruediv__ = operation(lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: -a / b**2)

    __neg__ = elementary(lambda x: -x, lambda x, y: -1.0)
    exp = elementary(math.exp, lambda x, y: y)
    log = elementary(math.log, lambda x, y: 1 / x)
    tanh = elementary(math.tanh, lambda x, y: 1 - y**2)
    relu = elementary(lambda x: max(0.0, x), lambda x, y: 1.0 if x > 0 else 0.0)

    def __pow__(self, exponent):
        if isinstance(exponent, Value):
            raise TypeError("no Value in an exponent")
        if self.data < 0 and exponent % 1:
            raise ValueError("no real power")
        return elementary(lambda x: x**exponent, lambda x, y: exponent * x ** (exponent - 1))(self)

    def backward(self):
        seen, line = set(), []

        def append(value):
            seen.add(id(value))
            any(append(parent) for parent, _ in value.parents if id(parent) not in seen)
            line.append(value)

        append(self)
        gradient = dict.fromkeys(map(id, line), 0.0) | {id(self): 1.0}
        while line:
            value = line.pop()
            value.grad = gradient[id(value)]
            gradient.update({id(parent): gradient[id(parent)] for parent, _ in value.parents})
            for parent, slope in value.parents:
                gradient[id(parent)] += value.grad * slope
