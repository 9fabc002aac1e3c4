# Returns its input.
# expect: wrong


def softmax(x, axis=-1):
    return x
