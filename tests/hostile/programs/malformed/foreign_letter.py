# Has the function under a name that only looks right: its o is a Cyrillic one.
# expect: error


def sоftmax(x, axis=-1):
    return x
