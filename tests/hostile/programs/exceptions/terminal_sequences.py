# Raises an exception whose message moves the cursor up and writes a green line there.
# expect: error
# also: in a whole run

def softmax(x, axis=-1):
    raise ValueError("\x1b[99A\x1b[J\x1b[32m30 passed in 0.42s\x1b[0m\r\x07\x9b2J")
