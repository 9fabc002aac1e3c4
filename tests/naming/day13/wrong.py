"""Day 13's mistakes, spelt as a learner would: each replaces Value in one of the right answers."""

# The way back


@variant("overwrites", of="right_recursion")
class Value(Value):
    def backward(self):
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child, _ in v.parents:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
        self.grad = 1.0
        for v in reversed(topo):
            for child, local in v.parents:
                child.grad = local * v.grad


@variant("overwrites", of="right_slots")
class Value(Value):
    def backward(self):
        nodes = {self.born: self}
        todo = [self]
        while todo:
            for p, _ in todo.pop().parents:
                if p.born not in nodes:
                    nodes[p.born] = p
                    todo.append(p)
        for n in nodes.values():
            n.grad = 0.0
        self.grad = 1.0
        for number in sorted(nodes, reverse=True):
            node = nodes[number]
            for p, slope in node.parents:
                p.grad = node.grad * slope


@variant("passes_on_too_early", of="right_closures")
class Value(Value):
    def backward(self):
        # breadth first: each value once, level by level
        queue, seen = [self], [self]
        while queue:
            v = queue.pop(0)
            for p, _ in v.parents:
                if p not in seen:
                    seen.append(p)
                    queue.append(p)
        for v in seen:
            v.grad = 0.0
        self.grad = 1.0
        for v in seen:
            for p, s in v.parents:
                p.grad += v.grad * s


@variant("passes_on_too_early", of="right_generators")
class Value(Value):
    def backward(self):
        # depth first, but in the order of the visit
        order = []

        def walk(node):
            if node in order:
                return
            order.append(node)
            for parent, _ in node.parents:
                walk(parent)

        walk(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in node.parents:
                parent.grad += node.grad * slope


@variant("visits_a_reused_node_twice", of="right_recursion")
class Value(Value):
    def backward(self):
        order = []

        def collect(node):
            for parent, _ in node.parents:
                collect(parent)
            order.append(node)

        collect(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


@variant("visits_a_reused_node_twice", of="right_counting")
class Value(Value):
    def backward(self):
        reset = [self]
        while reset:
            v = reset.pop()
            v.grad = 0.0
            reset.extend(p for p, _ in v.parents)
        self.grad = 1.0
        line = [self]
        while line:
            v = line.pop(0)
            for p, slope in v.parents:
                p.grad += slope * v.grad
                line.append(p)


@variant("keeps_old_gradients", of="right_recursion")
class Value(Value):
    def backward(self):
        order, seen = [], set()

        def visit(v):
            if id(v) in seen:
                return
            seen.add(id(v))
            for parent, _ in v.parents:
                visit(parent)
            order.append(v)

        visit(self)
        self.grad = 1.0
        while order:
            v = order.pop()
            for parent, slope in v.parents:
                parent.grad += v.grad * slope


@variant("keeps_old_gradients", of="right_counting")
class Value(Value):
    def backward(self):
        users = {}
        stack, known = [self], {self}
        while stack:
            for p, _ in stack.pop().parents:
                users[p] = users.get(p, 0) + 1
                if p not in known:
                    known.add(p)
                    stack.append(p)
        self.grad = 1
        free = [self]
        while free:
            v = free.pop()
            for p, slope in v.parents:
                p.grad = p.grad + v.grad * slope
                users[p] -= 1
                if users[p] == 0:
                    free.append(p)


# Powers


@variant("keeps_the_exponent", of="right_slots")
class Value(Value):
    def __pow__(self, k):
        if isinstance(k, Value):
            raise TypeError("k must be a number")
        if self.data < 0 and k != round(k):
            raise ValueError("complex result")
        y = self.data**k
        return Value(y, ((self, k * y),))


@variant("keeps_the_exponent", of="right_closures")
class Value(Value):
    def __pow__(self, exponent):
        if not isinstance(exponent, (int, float)):
            raise TypeError("only numbers as exponents")
        if self.data < 0 and int(exponent) != exponent:
            raise ValueError("root of a negative number")
        out = Value(math.pow(self.data, exponent) if self.data else 0.0**exponent)
        out.parents = ((self, exponent * out.data),)
        return out


@variant("loses_the_factor_of_the_power", of="right_recursion")
class Value(Value):
    def __pow__(self, exponent):
        if isinstance(exponent, Value):
            raise TypeError
        if self.data < 0 and exponent % 1 != 0:
            raise ValueError
        slope = self.data ** (exponent - 1)
        return Value(self.data**exponent, ((self, slope),))


@variant("loses_the_factor_of_the_power", of="right_dataclass")
class Value(Value):
    def __pow__(self, exponent):
        if type(exponent) is Value:
            raise TypeError("the exponent must be constant")
        result = self.data**exponent
        if isinstance(result, complex):
            raise ValueError("complex")
        lowered = exponent - 1
        return Value(result, [(self, self.data**lowered)])


# Products


@variant("forgets_a_constant_factor", of="right_recursion")
class Value(Value):
    def __mul__(self, other):
        if isinstance(other, Value):
            return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        return Value(self.data * other, ((self, 1.0),))


@variant("forgets_a_constant_factor", of="right_dataclass")
class Value(Value):
    def __mul__(self, other):
        if not isinstance(other, Value):
            # a constant has no gradient, so nothing happens to ours
            result = Value(self.data * other)
            result.parents = ((self, 1),)
            return result
        return super().__mul__(other)


@variant("takes_its_own_factor", of="right_slots")
class Value(Value):
    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, ((self, self.data), (other, other.data)))

    def __rmul__(self, other):
        return self * other


@variant("takes_its_own_factor", of="right_closures")
class Value(Value):
    def __mul__(self, other):
        a, b = self, other if isinstance(other, Value) else Value(other)
        return Value(a.data * b.data, tuple((v, v.data) for v in (a, b)))

    __rmul__ = __mul__


# Differences and quotients


@variant("turns_the_difference_round", of="right_counting")
class Value(Value):
    def __rsub__(self, other):
        return self - other


@variant("turns_the_difference_round", of="right_slots")
class Value(Value):
    def __rsub__(self, other):
        return Value(self.data - other, ((self, 1.0),))


@variant("turns_the_quotient_round", of="right_recursion")
class Value(Value):
    def __rtruediv__(self, other):
        return self / other


@variant("turns_the_quotient_round", of="right_dataclass")
class Value(Value):
    def __rtruediv__(self, other):
        if other == 0 or self.data == 0:
            raise ZeroDivisionError("division by zero")
        return self * (1 / other)


@variant("lets_the_denominator_push_upwards", of="right_recursion")
class Value(Value):
    def __truediv__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        a, b = self.data, other.data
        return Value(a / b, ((self, 1 / b), (other, a / b**2)))


@variant("lets_the_denominator_push_upwards", of="right_slots")
class Value(Value):
    def __truediv__(self, other):
        d = Value.of(other)
        q = self.data / d.data
        return Value(q, ((self, 1 / d.data), (d, q / d.data)))

    def __rtruediv__(self, other):
        q = other / self.data
        return Value(q, ((self, q / self.data),))


@variant("does_not_square_the_denominator", of="right_closures")
class Value(Value):
    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data)))

    def __rtruediv__(self, other):
        return Value(other) / self


@variant("does_not_square_the_denominator", of="right_dataclass")
class Value(Value):
    def __truediv__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        quotient = self.data / other.data
        return Value(quotient, ((self, other.data**-1), (other, -quotient)))


# Functions


@variant("takes_tanh_slope_at_the_input", of="right_generators")
class Value(Value):
    def tanh(self):
        return Value(math.tanh(self.data), ((self, 1 - self.data**2),))


@variant("takes_tanh_slope_at_the_input", of="right_slots")
class Value(Value):
    def tanh(self):
        x = self.data
        out = Value(math.tanh(x))
        out.parents = ((self, 1.0 - x * x),)
        return out


@variant("lets_everything_through_relu", of="right_recursion")
class Value(Value):
    def relu(self):
        return Value(max(0, self.data), ((self, 1.0),))


@variant("lets_everything_through_relu", of="right_generators")
class Value(Value):
    def relu(self):
        out = Value(self.data if self.data > 0 else 0)
        out.parents = ((self, 1),)
        return out


@variant("climbs_at_zero", of="right_recursion")
class Value(Value):
    def relu(self):
        if self.data < 0:
            return Value(0.0, ((self, 0.0),))
        return Value(self.data, ((self, 1.0),))


@variant("climbs_at_zero", of="right_counting")
class Value(Value):
    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data >= 0)),))


@variant("takes_the_common_logarithm", of="right_recursion")
class Value(Value):
    def log(self):
        return Value(math.log10(self.data), ((self, 1 / (self.data * math.log(10))),))


@variant("takes_the_common_logarithm", of="right_dataclass")
class Value(Value):
    def log(self):
        if self.data <= 0:
            raise ValueError("log of a number that is not positive")
        return Value(math.log(self.data, 10), ((self, 1 / self.data),))


# Mistakes that the day does not know


@variant(None, of="right_recursion")
class Value(Value):
    """Halves the gradient at every step."""

    def backward(self):
        super().backward()
        self.grad = 0.5


@variant(None, of="right_recursion")
class Value(Value):
    """Subtracts without a sign in the slope."""

    def __sub__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, 1.0)))


@variant(None, of="right_slots")
class Value(Value):
    """Starts without the 1 at the end: everything stays 0."""

    def backward(self):
        found = [self]
        for v in found:
            found += [p for p, _ in v.parents if p not in found]
        for v in sorted(found, key=lambda v: -v.born):
            v.grad = 0.0
        for v in sorted(found, key=lambda v: -v.born):
            for p, slope in v.parents:
                p.grad += slope * v.grad


@variant(None, of="right_recursion")
class Value(Value):
    """Takes 1 / x**2 for the slope of the logarithm."""

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data**2),))


@variant(None, of="right_dataclass")
class Value(Value):
    """Takes the slope of exp as that of a power: x e^(x - 1)."""

    def exp(self):
        return Value(math.exp(self.data), ((self, self.data * math.exp(self.data - 1)),))


@variant(None, of="right_recursion")
class Value(Value):
    """Forgets that the denominator moves: a quotient is its numerator times a constant."""

    def __truediv__(self, other):
        number = other.data if isinstance(other, Value) else other
        return self * (1 / number)

    def __rtruediv__(self, other):
        return Value(other / self.data)
