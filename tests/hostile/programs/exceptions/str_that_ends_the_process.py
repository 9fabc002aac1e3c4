# Raises an exception whose text ends the process with status 0.
# expect: died

import os


class Ends(Exception):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__


def softmax(x, axis=-1):
    raise Ends
