# Calls sys.exit(0) in the function.
# expect: error

import sys


def softmax(x, axis=-1):
    sys.exit(0)
