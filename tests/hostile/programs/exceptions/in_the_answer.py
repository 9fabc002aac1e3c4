# Returns an exception and a traceback instead of raising them.
# expect: error

import sys


def softmax(x, axis=-1):
    try:
        raise SystemExit(0)
    except SystemExit as error:
        return error, sys.exc_info()
