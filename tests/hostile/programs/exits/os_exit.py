# Ends the process with status 0, which an ordinary pytest would pass on.
# expect: died
# also: in a whole run

import os


def softmax(x, axis=-1):
    os._exit(0)
