# Raises KeyboardInterrupt, which would end a whole run.
# expect: error
# also: in a whole run

def softmax(x, axis=-1):
    raise KeyboardInterrupt
