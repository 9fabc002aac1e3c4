# Raises an exception whose class lies about its name and its bases.
# expect: error


class Meta(type):
    @property
    def __name__(cls):
        return "Skipped"

    @property
    def __mro__(cls):
        return (AssertionError, KeyboardInterrupt)

    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True


class Lying(Exception, metaclass=Meta):
    pass


def softmax(x, axis=-1):
    raise Lying
