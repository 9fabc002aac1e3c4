# Takes no arguments.
# expect: error


def softmax():
    return 1.0
