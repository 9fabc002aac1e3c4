# Ends the process with status 0 in every hook that tells of an exception, and raises one.
# expect: error

import os
import sys
import threading


def leave(*arguments):
    os._exit(0)


sys.excepthook = sys.unraisablehook = threading.excepthook = leave


def softmax(x, axis=-1):
    raise ValueError("30 passed")
