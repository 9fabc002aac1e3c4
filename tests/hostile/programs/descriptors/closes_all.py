# Closes every descriptor, then answers.
# expect: died
# also: in a whole run

import os


def softmax(x, axis=-1):
    os.closerange(0, 1024)
    return x
