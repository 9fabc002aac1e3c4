# Returns a whole number of a million digits.
# expect: error

def softmax(x, axis=-1):
    return 1 << 3_000_000
