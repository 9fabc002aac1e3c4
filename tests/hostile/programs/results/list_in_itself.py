# Returns a list that holds itself.
# expect: error

def softmax(x, axis=-1):
    loop = []
    loop.append(loop)
    return loop
