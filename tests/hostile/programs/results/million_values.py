# Returns more than a million numbers and texts in turns, whose description alone is too long.
# expect: error

def softmax(x, axis=-1):
    return [1.5, "x"] * 600_000
