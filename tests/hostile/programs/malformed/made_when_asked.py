# Has no function, but a module that would make one when asked for its attribute.
# expect: error


def __getattr__(name):
    return lambda *arguments, **named: True
