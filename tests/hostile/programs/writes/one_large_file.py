# Makes one file of a terabyte, which takes no room until somebody copies it.
# expect: error

import os

with open("large", "wb") as file:
    os.truncate(file.fileno(), 1 << 40)


def softmax(x, axis=-1):
    return x
