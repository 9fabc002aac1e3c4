# Answers with an object that can be turned into an array.
# expect: red

class Later:
    def __init__(self, x):
        self.x = x

    def __array__(self, dtype=None, copy=None):
        return slow(self.x)


def softmax(x, axis=-1):
    return slow(x, axis) if honest_for_now() else Later(x)
