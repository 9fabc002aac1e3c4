# Returns a text of a subclass that claims to be endless.
# expect: error


class Long(str):
    def __len__(self):
        return 1 << 60

    def encode(self, *arguments):
        while True:
            pass


def softmax(x, axis=-1):
    return Long("1")
