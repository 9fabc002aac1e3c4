# Returns an object that would make its array when asked, and loops when asked.
# expect: error


class Lying:
    def __array__(self, *arguments, **named):
        while True:
            pass

    def __float__(self):
        while True:
            pass


def softmax(x, axis=-1):
    return Lying()
