# Returns a dict whose keys all have one hash.
# expect: error
# deadline: 4

def softmax(x, axis=-1):
    return {number * ((1 << 61) - 1): 1.0 for number in range(3000)}
