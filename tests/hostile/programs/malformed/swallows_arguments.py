# Takes whatever comes and returns it.
# expect: wrong


def softmax(*arguments, **named):
    return arguments, named
