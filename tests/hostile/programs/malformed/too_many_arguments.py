# Wants an argument that nobody gives.
# expect: error


def softmax(x, axis, temperature, /):
    return x
