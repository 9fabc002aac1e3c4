# Raises StopIteration, which would end a loop over the cases.
# expect: error

def softmax(x, axis=-1):
    raise StopIteration
