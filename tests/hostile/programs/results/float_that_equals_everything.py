# Returns a float of a subclass that equals everything.
# expect: error


class Equal(float):
    def __eq__(self, other):
        return True

    def __le__(self, other):
        return True

    __hash__ = float.__hash__


def softmax(x, axis=-1):
    return Equal(0)
