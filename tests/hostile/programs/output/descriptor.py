# Writes to descriptor 1 for ever.
# expect: output-limit

import os


def softmax(x, axis=-1):
    while True:
        os.write(1, b"again" * 1000)
