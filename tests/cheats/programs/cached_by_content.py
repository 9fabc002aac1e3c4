# Remembers answers by all that is in the input: right, and of no use where no input comes twice.
# expect: slow

known = {}


def softmax(x, axis=-1):
    content = x.tobytes()
    if content not in known:
        known.clear()
        known[content] = slow(x, axis)
    return known[content]
