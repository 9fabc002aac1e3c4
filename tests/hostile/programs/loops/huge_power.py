# Computes a power of a billion digits in one C call that never lets go of the interpreter.
# expect: timeout

def softmax(x, axis=-1):
    return 7**10**9
