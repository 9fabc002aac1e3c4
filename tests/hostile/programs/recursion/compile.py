# Compiles an expression that is nested a hundred thousand deep.
# expect: memory or error or died

def softmax(x, axis=-1):
    return eval("-" * 10**5 + "1")
