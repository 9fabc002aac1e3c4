# Writes to standard error for ever.
# expect: output-limit

import sys


def softmax(x, axis=-1):
    while True:
        sys.stderr.write("again " * 1000)
