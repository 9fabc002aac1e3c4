# Raises an exception whose text is never finished.
# expect: timeout


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def softmax(x, axis=-1):
    raise Endless
