# Returns a list nested a thousand deep.
# expect: error

def softmax(x, axis=-1):
    nested = []
    for _ in range(1000):
        nested = [nested]
    return nested
