# Returns a list that holds the same list twice, thirty levels down: a billion entries in sixty references.
# expect: timeout

def softmax(x, axis=-1):
    billion = [1.0, 2]
    for _ in range(30):
        billion = [billion, billion]
    return billion
