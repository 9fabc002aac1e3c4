"""Day 13 with few rules: a difference is a sum, a quotient a product. A node waits until all of its users had a turn."""

from __future__ import annotations

from collections import Counter, deque
from math import exp, log, tanh


def constant_or_value(thing):
    return thing if isinstance(thing, Value) else Value(thing)


class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def _through(self, data, slope):
        """A number computed from this one alone."""
        return Value(data, ((self, slope),))

    def __add__(self, other):
        other = constant_or_value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = constant_or_value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -constant_or_value(other)

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * constant_or_value(other) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, exponent):
        if not isinstance(exponent, int | float):
            raise TypeError(f"an exponent is an int or a float, and not {type(exponent).__name__}")
        power = self.data**exponent
        if isinstance(power, complex):
            raise ValueError(f"({self.data}) ** {exponent} is no real number")
        return self._through(power, exponent * self.data ** (exponent - 1))

    def exp(self):
        power = exp(self.data)
        return self._through(power, power)

    def log(self):
        return self._through(log(self.data), self.data**-1)

    def tanh(self):
        squashed = tanh(self.data)
        return self._through(squashed, (1 - squashed) * (1 + squashed))

    def relu(self):
        return self._through(max(self.data, 0.0), float(self.data > 0))

    def backward(self):
        waits_for = Counter()
        found, queue = {id(self): self}, deque([self])
        while queue:
            for parent, _ in queue.popleft().parents:
                waits_for[id(parent)] += 1
                if id(parent) not in found:
                    found[id(parent)] = parent
                    queue.append(parent)
        for value in found.values():
            value.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            value = ready.pop()
            for parent, slope in value.parents:
                parent.grad += slope * value.grad
                waits_for[id(parent)] -= 1
                if not waits_for[id(parent)]:
                    ready.append(parent)
