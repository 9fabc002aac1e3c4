# Loops for ever in plain Python: the classic of honest beginners.
# expect: timeout
# also: in a whole run


def softmax(x, axis=-1):
    while True:
        pass
