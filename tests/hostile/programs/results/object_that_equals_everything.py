# Returns an object that equals everything and has every attribute.
# expect: error


class Equal:
    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments, **named):
        return self


def softmax(x, axis=-1):
    return Equal()
