# Aborts the process from C.
# expect: died

import os


def softmax(x, axis=-1):
    os.abort()
