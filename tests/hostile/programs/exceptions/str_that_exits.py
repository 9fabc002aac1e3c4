# Raises an exception whose text is a call of sys.exit(0).
# expect: error

import sys


class Exits(Exception):
    def __str__(self):
        sys.exit(0)


def softmax(x, axis=-1):
    raise Exits
