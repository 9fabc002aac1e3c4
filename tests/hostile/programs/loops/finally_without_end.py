# Leaves by sys.exit, and never comes out of its own finally.
# expect: timeout

import sys


def softmax(x, axis=-1):
    try:
        sys.exit()
    finally:
        while True:
            pass
