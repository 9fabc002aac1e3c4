# Looks up an attribute whose lookup looks it up.
# expect: error


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "_")


def softmax(x, axis=-1):
    return Endless().value
