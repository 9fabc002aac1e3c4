# Becomes a shell that waits.
# expect: error
# portable: timeout

import os


def softmax(x, axis=-1):
    os.execvp("sh", ["sh", "-c", "sleep 3600"])
