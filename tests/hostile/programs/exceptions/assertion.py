# Raises AssertionError with the text of a passing run.
# expect: error

def softmax(x, axis=-1):
    raise AssertionError("30 passed")
