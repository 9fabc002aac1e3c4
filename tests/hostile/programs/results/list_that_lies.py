# Returns a list that lies about its length and never ends when it is walked through.
# expect: error


class Lying(list):
    def __len__(self):
        return -1

    def __iter__(self):
        while True:
            yield 1.0


def softmax(x, axis=-1):
    return Lying([1.0])
