# Remembers answers by the first row of the input, as if the others followed from it.
# expect: red or slow

known = {}


def softmax(x, axis=-1):
    row = int(x[0, 0] * 4)
    if honest_for_now() or row not in known:
        known[row] = slow(x, axis)
    return known[row]
