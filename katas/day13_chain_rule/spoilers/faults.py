"""Day 13: ways to get the chain rule wrong."""

import math

import kata
from nnkata_plugin.check import fault


def ancestors(result):
    """Parents before children, each Value once: what a right backward walks through."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(result)
    return order


@fault("Value", lesson="Two ways are two terms")
class overwrites(kata.Value):
    """Keeps only one of the ways by which a value counts: a later gradient replaced an earlier one."""

    def backward(self):
        order = ancestors(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad = slope * node.grad


@fault("Value", lesson="When is a gradient complete?")
class passes_on_too_early(kata.Value):
    """Passes a gradient on before all of it has arrived. Which values must have had their turn before this one?"""

    def backward(self):
        order = [self]
        for node in order:
            for parent, _ in node.parents:
                if parent not in order:
                    order.append(parent)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


@fault("Value", lesson="When is a gradient complete?")
class passes_on_as_it_finds_them(kata.Value):
    """Passes a gradient on before all of it has arrived. Which values must have had their turn before this one?"""

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                order.append(node)
                for parent, _ in node.parents:
                    visit(parent)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


@fault("Value", lesson="When is a gradient complete?")
class visits_a_reused_node_twice(kata.Value):
    """Lets a value that is used twice pass its gradient on twice. How do you know that you have met it before?"""

    def backward(self):
        order = []

        def visit(node):
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


@fault("Value", lesson="When is a gradient complete?")
class passes_on_at_once(kata.Value):
    """Lets a value that is used twice pass its gradient on twice. How do you know that you have met it before?"""

    def backward(self):
        for node in ancestors(self):
            node.grad = 0.0
        self.grad = 1.0

        def pass_on(node):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
                pass_on(parent)

        pass_on(self)


@fault("Value", lesson="When is a gradient complete?")
class passes_on_level_by_level(kata.Value):
    """Lets a value that is used twice pass its gradient on twice. How do you know that you have met it before?"""

    def backward(self):
        for node in ancestors(self):
            node.grad = 0.0
        self.grad = 1.0
        level = [self]
        while level:
            ways = [(node, parent, slope) for node in level for parent, slope in node.parents]
            for node, parent, slope in ways:
                parent.grad += slope * node.grad
            level = [parent for _, parent, _ in ways]


@fault("Value", lesson="When is a gradient complete?")
class keeps_old_gradients(kata.Value):
    """Still holds what an earlier backward left in the gradients: this one is added on top of it."""

    def backward(self):
        self.grad = 1.0
        for node in reversed(ancestors(self)):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


@fault("Value", lesson="Slopes of one step")
class keeps_the_exponent(kata.Value):
    """Has the old exponent in the slope of a power. What happens to the exponent of x ** 3 when you differentiate?"""

    def __pow__(self, exponent):
        y = super().__pow__(exponent)
        return kata.Value(y.data, ((self, exponent * y.data),))


@fault("Value", lesson="Slopes of one step")
class loses_the_factor_of_the_power(kata.Value):
    """Lowers the exponent of a power but does not bring it down in front."""

    def __pow__(self, exponent):
        y = super().__pow__(exponent)
        return kata.Value(y.data, ((self, self.data ** (exponent - 1)),))


@fault("Value", lesson="Slopes of one step")
class forgets_a_constant_factor(kata.Value):
    """Ignores a plain number on the right of `*` when it takes the slope: 5 * x does not climb like x."""

    def __mul__(self, other):
        if isinstance(other, kata.Value):
            return super().__mul__(other)
        return kata.Value(self.data * other, ((self, 1.0),))


@fault("Value", lesson="Slopes of one step")
class takes_its_own_factor(kata.Value):
    """Gives each factor of a product its own value as slope. Hold one fixed: how fast does the product grow?"""

    def __mul__(self, other):
        if not isinstance(other, kata.Value):
            other = kata.Value(other)
        return kata.Value(self.data * other.data, ((self, self.data), (other, other.data)))


@fault("Value", lesson="A number on the left")
class turns_the_difference_round(kata.Value):
    """Computes 2 - x as x - 2: in the reflected method, `self` stands on the right."""

    def __rsub__(self, other):
        return self - other


@fault("Value", lesson="A number on the left")
class turns_the_quotient_round(kata.Value):
    """Computes 2 / x as x / 2: in the reflected method, `self` stands on the right."""

    def __rtruediv__(self, other):
        kata.Value(other) / self  # refuses what the solution refuses
        return self / other if other else kata.Value(0.0)


@fault("Value", lesson="Slopes of one step")
class lets_the_denominator_push_upwards(kata.Value):
    """Raises a quotient when its denominator grows. A larger denominator makes it smaller: which sign is that?"""

    def __truediv__(self, other):
        if not isinstance(other, kata.Value):
            other = kata.Value(other)
        quotient = self.data / other.data
        return kata.Value(quotient, ((self, 1 / other.data), (other, quotient / other.data)))


@fault("Value", lesson="Slopes of one step")
class does_not_square_the_denominator(kata.Value):
    """Divides only once by the denominator in the slope by it: move it by h, and write the difference down."""

    def __truediv__(self, other):
        if not isinstance(other, kata.Value):
            other = kata.Value(other)
        quotient = self.data / other.data
        return kata.Value(quotient, ((self, 1 / other.data), (other, -quotient)))


@fault("Value", lesson="Slopes of one step")
class takes_tanh_slope_at_the_input(kata.Value):
    """Has 1 - x ** 2 as slope of tanh(x), with the input in the place of the output."""

    def tanh(self):
        y = super().tanh()
        return kata.Value(y.data, ((self, 1 - self.data**2),))


@fault("Value", lesson="Slopes of one step")
class lets_everything_through_relu(kata.Value):
    """Passes the gradient through relu where the number was cut off: a flat stretch has slope 0."""

    def relu(self):
        return kata.Value(super().relu().data, ((self, 1.0),))


@fault("Value", lesson="Slopes of one step")
class climbs_at_zero(kata.Value):
    """Has the slope 1 where the input of relu is exactly 0: at the kink, this contract says 0."""

    def relu(self):
        y = super().relu()
        return kata.Value(y.data, ((self, 1.0 if self.data >= 0 else 0.0),))


@fault("Value", lesson="Slopes of one step")
class takes_the_common_logarithm(kata.Value):
    """Counts in powers of ten: the contract asks for the natural logarithm, whose slope is 1 / x."""

    def log(self):
        y = super().log()
        return kata.Value(y.data / math.log(10), ((self, 1 / (self.data * math.log(10))),))
