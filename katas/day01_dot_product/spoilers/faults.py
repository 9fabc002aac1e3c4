"""Known wrong dot products, sums of lists and lengths of day 1."""

import kata
from nnkata_plugin.check import fault


def refuse(a, b):
    """What the worked solution refuses, so that a fault is rejected for its own mistake."""
    if len(a) != len(b):
        raise ValueError("lengths")


@fault("dot", lesson="A loop that adds up")
def skips_the_last_place(a, b):
    """Leaves the last place out. `range(n)` ends before n: it needs no `- 1` of yours."""
    refuse(a, b)
    return sum((a[i] * b[i] for i in range(len(a) - 1)), 0.0)


@fault("dot", lesson="Lists")
def skips_the_first_place(a, b):
    """Leaves the first place out: places are counted from 0."""
    refuse(a, b)
    return sum((a[i] * b[i] for i in range(1, len(a))), 0.0)


@fault("dot", lesson="When the lists do not fit")
def stops_at_the_shorter_list(a, b):
    """Stops at the end of the shorter list and says nothing: numbers without a partner are an error."""
    return sum((p * q for p, q in zip(a, b, strict=False)), 0.0)


@fault("dot", lesson="A loop that adds up")
def keeps_only_the_last_product(a, b):
    """Keeps only the last product: each turn of the loop writes over the one before, where it should add to it."""
    refuse(a, b)
    return a[-1] * b[-1] if a else 0.0


@fault("dot", lesson="A loop that adds up")
def returns_inside_the_loop(a, b):
    """Answers in the first turn of the loop: `return` ends the whole function, so look how far it is moved in."""
    refuse(a, b)
    return a[0] * b[0] if a else None


@fault("dot", lesson="What a dot product is")
def adds_where_it_should_multiply(a, b):
    """Adds the two numbers of each place, where it should multiply them."""
    refuse(a, b)
    return sum((p + q for p, q in zip(a, b, strict=True)), 0.0)


@fault("dot", lesson="What a dot product is")
def multiplies_the_two_sums(a, b):
    """Adds up each list first and multiplies the two sums: the products belong to the places."""
    refuse(a, b)
    return sum(a, 0.0) * sum(b, 0.0)


@fault("dot", lesson="What a dot product is")
def stops_before_the_sum(a, b):
    """Answers with the list of products: they still have to be added up."""
    refuse(a, b)
    return [p * q for p, q in zip(a, b, strict=True)]


@fault("dot", lesson="A loop that adds up")
def starts_at_one(a, b):
    """Starts its sum at 1. What has been added up before anything was added?"""
    refuse(a, b)
    return sum((p * q for p, q in zip(a, b, strict=True)), 1.0)


@fault("dot", lesson="What a dot product is")
def multiplies_everything(a, b):
    """Multiplies the products with each other: once they are made, they are added."""
    refuse(a, b)
    total = 1.0
    for p, q in zip(a, b, strict=True):
        total *= p * q
    return total if a else 0.0


@fault("axpy", lesson="Two names, one list")
def overwrites_y(alpha, x, y):
    """Writes its answer into the caller's own `y`: a second name is not a second list."""
    refuse(x, y)
    for i in range(len(x)):
        y[i] = alpha * x[i] + y[i]
    return y


@fault("axpy", lesson="Two names, one list")
def overwrites_x(alpha, x, y):
    """Writes its answer into the caller's own `x`: a second name is not a second list."""
    refuse(x, y)
    for i in range(len(x)):
        x[i] = alpha * x[i] + y[i]
    return x


@fault("axpy", lesson="A multiple, added")
def forgets_alpha(alpha, x, y):
    """Adds the two lists as they are: `alpha` is not used."""
    refuse(x, y)
    return [p + q for p, q in zip(x, y, strict=True)]


@fault("axpy", lesson="A multiple, added")
def forgets_y(alpha, x, y):
    """Multiplies `x` and stops there: `y` is still to be added."""
    refuse(x, y)
    return [alpha * p for p in x]


@fault("axpy", lesson="A multiple, added")
def multiplies_y_instead(alpha, x, y):
    """Multiplies `y` by alpha, where `x` should be multiplied."""
    refuse(x, y)
    return [p + alpha * q for p, q in zip(x, y, strict=True)]


@fault("axpy", lesson="A multiple, added")
def multiplies_both(alpha, x, y):
    """Multiplies both lists by alpha: only `x` is. Products come before sums, unless brackets say otherwise."""
    refuse(x, y)
    return [alpha * (p + q) for p, q in zip(x, y, strict=True)]


@fault("axpy", lesson="Lists")
def joins_the_lists(alpha, x, y):
    """Puts `y` behind `x` in one longer list: between two lists, `+` joins them and adds nothing."""
    refuse(x, y)
    return [alpha * p for p in x] + y


@fault("axpy", lesson="A loop that adds up")
def leaves_out_the_last_place(alpha, x, y):
    """Comes out one number too short: `range(n)` ends before n, and needs no `- 1` of yours."""
    refuse(x, y)
    return [alpha * x[i] + y[i] for i in range(len(x) - 1)]


@fault("axpy", lesson="When the lists do not fit")
def stops_at_the_shorter_of_both(alpha, x, y):
    """Stops at the end of the shorter list and says nothing: numbers without a partner are an error."""
    return [alpha * p + q for p, q in zip(x, y, strict=False)]


@fault("norm", lesson="How long is a list?")
def forgets_the_root(x):
    """Stops at the sum of the squares: the length is its root."""
    return kata.dot(x, x)


@fault("norm", lesson="How long is a list?")
def halves_instead_of_taking_the_root(x):
    """Halves the sum of the squares: `** 1 / 2` is the power 1, and then a half of it. Brackets, or 0.5, help."""
    return kata.dot(x, x) / 2


@fault("norm", lesson="How long is a list?")
def adds_up_the_sizes(x):
    """Adds up the sizes without their signs: that is the way along the streets, not the straight line."""
    return sum((abs(p) for p in x), 0.0)


@fault("norm", lesson="How long is a list?")
def squares_the_sum(x):
    """Adds first and squares then, so that a plus and a minus cancel: each number is squared by itself."""
    return abs(sum(x, 0.0))


@fault("norm", lesson="How long is a list?")
def divides_by_the_count(x):
    """Divides by how many numbers there are: that is a kind of average, and a length is none."""
    return (kata.dot(x, x) / len(x)) ** 0.5 if x else 0.0


@fault("norm", lesson="How long is a list?")
def counts_the_numbers(x):
    """Passes over numbers that have no partner, and says nothing: lists that are not equally long are an error."""
    return float(len(x))
