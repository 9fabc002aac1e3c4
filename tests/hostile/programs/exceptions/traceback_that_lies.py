# Raises an exception whose traceback is a property that tells of other files, without end.
# expect: error


class Frame:
    def __getattr__(self, name):
        return self


class Lying(Exception):
    @property
    def __traceback__(self):
        return Frame()

    @__traceback__.setter
    def __traceback__(self, value):
        pass


def softmax(x, axis=-1):
    raise Lying
