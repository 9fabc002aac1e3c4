# Returns an iterator that ends the process when somebody walks through it.
# expect: died

import os


class Exit:
    def __iter__(self):
        return self

    def __next__(self):
        os._exit(0)


def softmax(x, axis=-1):
    return Exit()
