# Raises an exception that is its own cause and context.
# expect: error

def softmax(x, axis=-1):
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    one.__context__, other.__context__ = one, other
    raise one
