# Compares an object whose comparison compares it again.
# expect: error


class Mirror:
    def __eq__(self, other):
        return other == self


def softmax(x, axis=-1):
    return Mirror() == Mirror()
