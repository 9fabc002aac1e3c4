# Has the function under a name that is nearly right.
# expect: error


def sofmax(x, axis=-1):
    return x
