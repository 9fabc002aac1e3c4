# Returns a function, to be called outside.
# expect: error

def softmax(x, axis=-1):
    return lambda *arguments: True
