# Multiplies a text to a hundred gigabytes.
# expect: memory

def softmax(x, axis=-1):
    return "x" * 10**11
